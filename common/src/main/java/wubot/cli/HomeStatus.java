// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import wubot.config.ConfigTree;
import wubot.config.Listing;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.control.Vitals;
import wubot.message.PlainJson;
import wubot.queue.QueueException;
import wubot.queue.QueueSettings;
import wubot.queue.StoredQueue;

/**
 * Everything about one home at one moment: what its daemons say, and what lies on disk.
 *
 * @param home wubot's home
 * @param time when it was so
 * @param daemons what each says; one that does not run says only that
 * @param queues all that are there
 * @param freeBytes room on the disk of the home
 * @param problems what needs attention, for people
 */
record HomeStatus(
    Path home,
    Instant time,
    List<Map<String, Object>> daemons,
    List<QueueState> queues,
    long freeBytes,
    List<String> problems) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A reader that is so far behind is spoken of. */
  private static final Duration OLD = Duration.ofMinutes(10);

  /** The free space below which queues accept nothing. */
  static final long FLOOR_BYTES = QueueSettings.DEFAULT.floorBytes();

  static HomeStatus of(Path home, String host, Instant now) {
    List<String> problems = new ArrayList<>();
    Listing listing = new ConfigTree(home, host).list();
    List<Map<String, Object>> daemons = new ArrayList<>();
    daemons.add(daemon(home, ControlClient.MONITOR, !listing.instances().isEmpty(), problems));
    daemons.add(daemon(home, ControlClient.REACTOR, listing.reactor().isPresent(), problems));
    List<QueueState> queues = queues(home, problems);
    queues.forEach(queue -> judge(queue, now, problems));
    long free = Files.isDirectory(home) ? home.toFile().getUsableSpace() : 0;
    if (Files.isDirectory(home) && free < FLOOR_BYTES) {
      problems.add(
          "only "
              + QueueTable.size(free)
              + " are free on the disk of "
              + home
              + "; below "
              + QueueTable.size(FLOOR_BYTES)
              + " queues accept nothing; make room, it goes on by itself");
    }
    if (!Files.isDirectory(home)) {
      problems.add("there is no " + home + "; wubot monitor makes it, or see --home");
    }
    return new HomeStatus(home, now, daemons, queues, free, problems);
  }

  private static Map<String, Object> daemon(
      Path home, String name, boolean isWanted, List<String> problems) {
    try (ControlClient client = ControlClient.connect(home, name).orElse(null)) {
      if (client != null) {
        Map<String, Object> says = client.ask(Question.of(Vitals.STATUS), PATIENCE);
        texts(says.get("problems"), "what").forEach(what -> problems.add(name + ": " + what));
        return says;
      }
    } catch (ControlException e) {
      problems.add(name + ": " + e.getMessage());
      return new LinkedHashMap<>(
          Map.of("daemon", name, "running", true, "error", String.valueOf(e.getMessage())));
    }
    if (isWanted) {
      problems.add("wubot " + name + " does not run; start it");
    }
    Map<String, Object> says = new LinkedHashMap<>();
    says.put("daemon", name);
    says.put("running", false);
    if (name.equals(ControlClient.MONITOR)) {
      says.put("checks", remembered(home));
    }
    return says;
  }

  /** The texts of this name in a list of maps. */
  static List<String> texts(Object list, String name) {
    return list instanceof List<?> items
        ? items.stream()
            .filter(Map.class::isInstance)
            .map(item -> String.valueOf(((Map<?, ?>) item).get(name)))
            .toList()
        : List.of();
  }

  /** What checks have left on disk of their last runs. */
  private static List<Map<String, Object>> remembered(Path home) {
    List<Map<String, Object>> checks = new ArrayList<>();
    Path directory = home.resolve("state").resolve("monitor");
    try (Stream<Path> files =
        Files.isDirectory(directory) ? Files.list(directory) : Stream.<Path>empty()) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        memory(file).ifPresent(checks::add);
      }
    } catch (IOException e) { // then there is nothing to show
      return checks;
    }
    return checks;
  }

  private static Optional<Map<String, Object>> memory(Path file) {
    try {
      if (!(PlainJson.read(Files.readString(file)) instanceof Map<?, ?> memory)) {
        return Optional.empty();
      }
      Map<String, Object> check = new LinkedHashMap<>();
      check.put("key", file.getFileName().toString().replaceAll("\\.json$", ""));
      check.put("state", "stopped");
      check.put("failing", memory.get("failing") instanceof Map<?, ?>);
      if (memory.get("failing") instanceof Map<?, ?> failing) {
        check.put("error", String.valueOf(failing.get("error")));
      }
      if (memory.get("last_run") instanceof Long millis) {
        check.put("last_run", Instant.ofEpochMilli(millis).toString());
      }
      return Optional.of(check);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<QueueState> queues(Path home, List<String> problems) {
    List<QueueState> states = new ArrayList<>();
    try {
      for (StoredQueue queue : StoredQueue.under(home)) {
        String name = home.relativize(queue.directory()).toString();
        states.add(QueueState.of(Printable.line(name.isEmpty() ? home.toString() : name), queue));
      }
    } catch (QueueException e) {
      problems.add(e.getMessage());
    }
    return states;
  }

  private static void judge(QueueState queue, Instant now, List<String> problems) {
    if (queue.damaged() > 0) {
      problems.add(
          "queue "
              + queue.name()
              + ": "
              + queue.damaged()
              + (queue.damaged() == 1 ? " damaged stretch was" : " damaged stretches were")
              + " set aside in its directory damaged/; look at the disk's"
              + " health, then remove them");
    }
    queue
        .killed()
        .ifPresent(
            who ->
                problems.add(
                    "queue " + queue.name() + ": " + who + " died; the next start mends it"));
    for (StoredQueue.Place place : queue.cursors()) {
      if (place.oldestUnread().isPresent()
          && !place.name().equals(wubot.dead.DeadLetters.CURSOR)
          && Duration.between(place.oldestUnread().get(), now).compareTo(OLD) > 0) {
        problems.add(
            "queue "
                + queue.name()
                + ": "
                + Printable.line(place.name())
                + " has "
                + place.depth()
                + " messages to read, the oldest for "
                + Ages.between(place.oldestUnread().get(), now)
                + "; if nobody of that name reads any more, remove its file in cursors/");
      }
    }
  }
}
