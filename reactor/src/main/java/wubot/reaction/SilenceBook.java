// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.message.PlainJson;
import wubot.rule.ReactionFailure;

/**
 * The silences that people asked for in a chat, in a file that Silence reads: one to a line, which
 * is JSON and so YAML, too. Lines of another form are left alone.
 */
final class SilenceBook {

  private static final int MOST = 1000;
  private static final long LONGEST_FILE = 1 << 20;

  /** Old ones stay a while, for messages that come late. */
  private static final long KEEP = Duration.ofDays(7).toSeconds();

  /**
   * One silence.
   *
   * @param matcher a condition
   * @param from its first second since 1970
   * @param until the second after its last
   */
  record Entry(String id, String matcher, long from, long until, String reason, String by) {

    boolean covers(long moment) {
      return moment >= from && moment < until;
    }

    private String line() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("id", id);
      values.put("matcher", matcher);
      values.put("from", Instant.ofEpochSecond(from).toString());
      values.put("until", Instant.ofEpochSecond(until).toString());
      values.put("reason", reason);
      values.put("by", by);
      return "- " + PlainJson.line(values);
    }

    private static Optional<Entry> of(String line) {
      try {
        if (line.startsWith("- {") && PlainJson.read(line.substring(2)) instanceof Map<?, ?> map) {
          return Optional.of(
              new Entry(
                  map.get("id").toString(),
                  map.get("matcher").toString(),
                  Instant.parse(map.get("from").toString()).getEpochSecond(),
                  Instant.parse(map.get("until").toString()).getEpochSecond(),
                  map.get("reason").toString(),
                  map.get("by").toString()));
        }
      } catch (IOException | RuntimeException e) {
        return Optional.empty(); // somebody else's line
      }
      return Optional.empty();
    }
  }

  private final Path file;

  SilenceBook(Path file) {
    this.file = file;
  }

  /** Those in force at a moment, in the order in which they were made. */
  List<Entry> at(long moment) {
    return lines().stream()
        .flatMap(line -> Entry.of(line).stream())
        .filter(entry -> entry.covers(moment))
        .toList();
  }

  /**
   * Adds one; durable when it returns. One of the same id is replaced.
   *
   * @throws IllegalArgumentException when there are too many
   */
  void add(Entry entry, long now) {
    List<String> lines = without(entry.id(), now);
    if (lines.size() >= MOST) {
      throw new IllegalArgumentException("there are " + MOST + " silences already");
    }
    lines.add(entry.line());
    write(lines);
  }

  /** Removes one; whether there was one in force. */
  boolean remove(String id, long now) {
    boolean there = at(now).stream().anyMatch(entry -> entry.id().equals(id));
    if (there) {
      write(without(id, now));
    }
    return there;
  }

  private List<String> without(String id, long now) {
    List<String> kept = new ArrayList<>();
    for (String line : lines()) {
      Optional<Entry> entry = Entry.of(line);
      if (entry.filter(e -> e.id().equals(id) || e.until() + KEEP < now).isEmpty()) {
        kept.add(line);
      }
    }
    return kept;
  }

  private List<String> lines() {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw ReactionFailure.lasting(file + " is longer than a megabyte");
      }
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw ReactionFailure.passing(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void write(List<String> lines) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
      Disk.replace(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw ReactionFailure.passing(Refusal.cannot("write", file, e), e);
    }
  }
}
