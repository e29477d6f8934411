// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.message.PlainJson;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;
import wubot.rule.ReactionFailure;

/**
 * The silences that people asked for in a chat or on the command line, in a file that Silence
 * reads: one to a line, which is JSON and so YAML, too. Lines of another form are left alone.
 * Several processes may write to it.
 */
public final class SilenceBook {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:@*/-]{1,200}");

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
  public record Entry(String id, String matcher, long from, long until, String reason, String by) {

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

  /** With the file, which need not be there yet. */
  public SilenceBook(Path file) {
    this.file = file;
  }

  /**
   * What a person asks to be silent, as a condition: a single word is the name of a host or a key.
   *
   * @throws IllegalArgumentException when it is neither, with what is wrong
   */
  public static String matcher(String text, ZoneId zone) {
    plain(text);
    String condition =
        WORD.matcher(text).matches()
            ? "hostname = \"%s\" OR key = \"%s\" OR key starts with \"%s-\""
                .formatted(text, text, text)
            : text;
    try {
      Condition unused = Condition.parse(condition, zone);
      return condition.replace('\n', ' ');
    } catch (ConditionSyntaxException e) {
      throw new IllegalArgumentException("That is no condition: " + e.getMessage(), e);
    }
  }

  /**
   * The file is config, in which references are followed: nobody gets at secrets by that.
   *
   * @throws IllegalArgumentException when there is one in the text
   */
  public static void plain(String text) {
    if (text.contains("${")) {
      throw new IllegalArgumentException("A silence cannot have '${' in it.");
    }
  }

  /** Those in force at a moment, in the order in which they were made. */
  public List<Entry> at(long moment) {
    return all().stream().filter(entry -> entry.covers(moment)).toList();
  }

  /** Those of the last days, in force or not. */
  public List<Entry> all() {
    return lines().stream().flatMap(line -> Entry.of(line).stream()).toList();
  }

  /**
   * Adds one; durable when it returns. One of the same id is replaced.
   *
   * @throws IllegalArgumentException when there are too many
   */
  public void add(Entry entry, long now) {
    alone(
        () -> {
          put(entry, now);
          return true;
        });
  }

  private void put(Entry entry, long now) {
    List<String> lines = without(entry.id(), now);
    if (lines.size() >= MOST) {
      throw new IllegalArgumentException("there are " + MOST + " silences already");
    }
    lines.add(entry.line());
    write(lines);
  }

  /** Removes one; whether there was one in force, or to come. */
  public boolean remove(String id, long now) {
    return alone(
        () -> {
          boolean there = all().stream().anyMatch(e -> e.id().equals(id) && e.until() > now);
          if (there) {
            write(without(id, now));
          }
          return there;
        });
  }

  /** Changes the file while no other process does. */
  private boolean alone(Supplier<Boolean> change) {
    synchronized (SilenceBook.class) {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.lock()) {
          return held.isValid() && change.get();
        }
      } catch (IOException e) {
        throw ReactionFailure.passing(file + " cannot be written: " + e.getMessage(), e);
      }
    }
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
