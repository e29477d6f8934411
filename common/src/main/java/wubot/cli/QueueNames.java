// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** Finds the queue that somebody means: a path, or a name below wubot's home. */
final class QueueNames {

  private final Path home;

  QueueNames(Path home) {
    this.home = home;
  }

  /** The queue; throws QueueException with what there is when there is no such queue. */
  StoredQueue find(String name) {
    List<Path> places =
        Stream.of(
                Path.of(name).toAbsolutePath(),
                home.resolve(name),
                home.resolve("queue").resolve(name))
            .map(Path::normalize)
            .distinct()
            .toList();
    for (Path place : places) {
      Optional<StoredQueue> queue = StoredQueue.at(place);
      if (queue.isPresent()) {
        return queue.get();
      }
    }
    List<String> known = StoredQueue.under(home).stream().map(this::shortName).toList();
    throw new QueueException(
        "there is no queue '"
            + name
            + "': looked at "
            + String.join(", ", places.stream().map(Path::toString).toList())
            + (known.isEmpty()
                ? "; nor is there any queue in " + home
                : "; in " + home + " there are " + String.join(", ", known)));
  }

  /** The path below home where it is there, else the whole path. */
  String shortName(StoredQueue queue) {
    Path directory = queue.directory().toAbsolutePath().normalize();
    return directory.startsWith(home) && !directory.equals(home)
        ? home.relativize(directory).toString()
        : directory.toString();
  }
}
