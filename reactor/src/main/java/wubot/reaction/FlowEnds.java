// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.message.Message;
import wubot.message.PlainJson;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/**
 * Finished flows on their way back into the walk, a file each: written beside the walk, and read in
 * it. That one was said is part of the state that is recorded together with the place in the queue;
 * its file goes some time after, so that a crash never loses the one without the other.
 */
final class FlowEnds {

  private static final Logger LOG = LoggerFactory.getLogger(FlowEnds.class);
  private static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Path directory;
  private final StateSpace said;
  private final Map<String, Message> waiting = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Long> leaving = new LinkedHashMap<>(); // guarded by this
  private boolean loaded; // guarded by this

  FlowEnds(ReactionServices services) {
    String rule =
        UUID.nameUUIDFromBytes(services.rule().getBytes(StandardCharsets.UTF_8)).toString();
    this.directory = services.home().resolve("state").resolve("flows").resolve(rule);
    this.said = services.state("Flow " + services.rule());
  }

  /** Takes a finished flow; durable when it returns. A repetition changes nothing. */
  synchronized void keep(String event, Message finished) {
    load();
    String name = UUID.nameUUIDFromBytes(event.getBytes(StandardCharsets.UTF_8)).toString();
    if (said.get(name).isPresent()) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Disk.replace(
          directory.resolve(name),
          PlainJson.line(finished.asMap()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw ReactionFailure.passing("the finished flow cannot be kept: " + e.getMessage(), e);
    }
    waiting.put(name, finished);
  }

  /** Whether one waits. */
  synchronized boolean isWaiting() {
    load();
    clear();
    return !waiting.isEmpty();
  }

  /** The next one, for the walk. */
  synchronized Optional<Message> next() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    String name = waiting.keySet().iterator().next();
    Message finished = waiting.remove(name);
    said.put(name, Map.of("said", 1L));
    leaving.put(name, System.nanoTime());
    return Optional.of(finished.copy());
  }

  private void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        load(file);
      }
    } catch (IOException e) {
      LOG.warn("Finished flows in {} cannot be read: {}", directory, e.getMessage());
    }
  }

  private void load(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (Disk.isUnfinished(file)) {
      Files.deleteIfExists(file);
    } else if (said.get(name).isPresent()) {
      leaving.put(name, System.nanoTime());
    } else if (PlainJson.read(Files.readString(file)) instanceof Map<?, ?> fields) {
      Map<String, Object> values = new LinkedHashMap<>();
      fields.forEach((field, value) -> values.put(field.toString(), value));
      waiting.put(name, Message.of(values));
    }
  }

  /** By then the state is long recorded. */
  private void clear() {
    long now = System.nanoTime();
    leaving
        .entrySet()
        .removeIf(
            entry -> {
              if (now - entry.getValue() < KEEP_NANOS) {
                return false;
              }
              try {
                Files.deleteIfExists(directory.resolve(entry.getKey()));
                said.remove(entry.getKey());
              } catch (IOException e) {
                LOG.warn("{} cannot be removed: {}", entry.getKey(), e.getMessage());
              }
              return true;
            });
  }
}
