// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.queue.StoredQueue;

/**
 * A member of the group.
 *
 * @param cable its way to the store, where that is a server
 */
record Fellow(String name, Path home, Daemon daemon, Optional<Cable> cable) {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Where its messages arrive. */
  Path queue() {
    return home.resolve("reactor");
  }

  /** Its own word on the group; empty when it does not answer. */
  Optional<Map<String, Object>> status() {
    return ask(Question.of("group").with("act", "status"));
  }

  /** Orders a role to another member; empty when that could not be asked. */
  Optional<String> move(String role, String to) {
    return ask(Question.of("group").with("act", "move").with("role", role).with("node", to))
        .map(answer -> String.valueOf(answer.get("said")));
  }

  private Optional<Map<String, Object>> ask(Question question) {
    try (ControlClient client = ControlClient.connect(home, ControlClient.REACTOR).orElseThrow()) {
      return Optional.of(client.ask(question, PATIENCE));
    } catch (ControlException | java.util.NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /** How many members it sees alive. */
  long alive() {
    return status().stream()
        .flatMap(all -> ((List<?>) all.get("members")).stream())
        .filter(one -> "alive".equals(((Map<?, ?>) one).get("state")))
        .count();
  }

  /** What it holds. */
  Optional<String> holder(String role) {
    return status().stream()
        .flatMap(all -> ((List<?>) all.get("roles")).stream())
        .map(one -> (Map<?, ?>) one)
        .filter(one -> role.equals(one.get("role")) && "running".equals(one.get("state")))
        .map(one -> String.valueOf(one.get("holder")))
        .findFirst();
  }

  /** What waits in its queues: of the main queue and of every outbox, by the slowest reader. */
  String waits() {
    StringBuilder text = new StringBuilder();
    try {
      for (StoredQueue queue : queues()) {
        for (StoredQueue.Place place : queue.cursors()) {
          if (place.depth() > 0) {
            text.append(queue.directory().getFileName())
                .append('/')
                .append(place.name())
                .append(' ')
                .append(place.depth())
                .append(' ');
          }
        }
      }
    } catch (wubot.queue.QueueException e) {
      text.append(e.getMessage());
    }
    return text.toString();
  }

  /** How much waits in them; more than any when they cannot be read just now. */
  long waiting() {
    try {
      return queues().stream()
          .flatMap(queue -> queue.cursors().stream())
          .mapToLong(StoredQueue.Place::depth)
          .sum();
    } catch (wubot.queue.QueueException e) {
      return Integer.MAX_VALUE;
    }
  }

  private List<StoredQueue> queues() {
    List<StoredQueue> queues = new ArrayList<>();
    StoredQueue.at(queue()).ifPresent(queues::add);
    Path outboxes = home.resolve("queue").resolve("outbox");
    if (Files.isDirectory(outboxes)) {
      queues.addAll(StoredQueue.under(outboxes));
    }
    return queues;
  }

  /** How many of its messages were given up. */
  long dead() {
    return StoredQueue.at(home.resolve("queue").resolve("dead"))
        .map(StoredQueue::lastSequence)
        .orElse(0L);
  }

  /** What its log says, all of it. */
  List<String> log() {
    try (var files = Files.list(home.resolve("log"))) {
      StringBuilder all = new StringBuilder();
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".log"))::iterator) {
        all.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
      return all.toString().lines().toList();
    } catch (java.nio.file.NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
