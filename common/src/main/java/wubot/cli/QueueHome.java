// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import wubot.config.Suggestion;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** Where queues are looked for, for picocli's {@code @Mixin}, and how people name them. */
final class QueueHome {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      converter = HomePath.class,
      description = "wubot's home; by default $$WUBOT_HOME, else ~/wubot.")
  private Optional<Path> given = Optional.empty();

  /** wubot's home, absolute; it may not exist. */
  Path directory() {
    return given
        .map(path -> path.toAbsolutePath().normalize())
        .orElseGet(() -> new Whereabouts().home());
  }

  /** All queues below home, by path. */
  List<StoredQueue> all() {
    return StoredQueue.under(directory());
  }

  /**
   * The queue that is meant: a path, or a name below home or below its {@code queue} directory.
   *
   * @throws QueueException when there is none, with the names of those that are there
   */
  StoredQueue find(String name) {
    return places(name)
        .map(Path::normalize)
        .distinct()
        .flatMap(place -> StoredQueue.at(place).stream())
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private Stream<Path> places(String name) {
    Path path = Path.of(name);
    Path here = path.toAbsolutePath();
    return path.isAbsolute() || name.startsWith(".")
        ? Stream.of(here)
        : Stream.of(directory().resolve(path), directory().resolve("queue").resolve(path), here);
  }

  private QueueException unknown(String name) {
    List<String> known = all().stream().map(this::shown).toList();
    return new QueueException(
        "no queue '"
            + Printable.line(name)
            + "': "
            + (known.isEmpty()
                ? "there are none in " + directory() + "; a daemon makes them when it starts"
                : "in " + directory() + " there are " + String.join(", ", known))
            + Suggestion.nearest(name, known).map(near -> "; did you mean " + near + "?").orElse("")
            + (known.isEmpty() ? "; --home looks elsewhere" : ""));
  }

  /**
   * How far a cursor of the queue is.
   *
   * @throws QueueException when there is none of that name, with those that are there
   */
  StoredQueue.Place cursor(StoredQueue queue, String name) {
    List<StoredQueue.Place> places = queue.cursors();
    List<String> names = places.stream().map(StoredQueue.Place::name).toList();
    return places.stream()
        .filter(place -> place.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new QueueException(
                    "queue "
                        + shown(queue)
                        + " has no cursor '"
                        + Printable.line(name)
                        + "'; "
                        + (names.isEmpty()
                            ? "nobody has read it yet"
                            : "it has " + String.join(", ", names))));
  }

  /** The path below home where it lies there, else the whole path. */
  String shown(StoredQueue queue) {
    Path path = queue.directory();
    Path home = directory();
    return Printable.line(
        path.startsWith(home) && !path.equals(home)
            ? home.relativize(path).toString()
            : path.toString());
  }

  /** Tells the person what could not be done; the exit code for it. */
  int cannot(CommandSpec spec, QueueException problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("wubot queue " + spec.name() + ": " + problem.getMessage());
    err.flush();
    return 3;
  }
}
