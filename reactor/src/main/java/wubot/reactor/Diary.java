// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.cli.JsonText;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;

/**
 * What reactions really did with each message, kept for some hours so that {@code wubot explain}
 * can tell: only what cannot be worked out again from the message and the rules, which is what
 * reactions with state or effects changed, and what failed.
 *
 * <p>It is no part of what is certain: a loss of power may cost its last seconds, and when it
 * cannot be written, the reactor goes on. By one thread.
 */
final class Diary implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Diary.class);
  private static final long FILE_BYTES = 8 << 20;
  private static final long MOST_BYTES = 512L << 20;

  private final Path directory;
  private final Clock clock;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private Duration keep = Duration.ofHours(24);
  private Optional<OutputStream> file = Optional.empty();
  private long fileBytes;
  private Instant fileMade = Instant.EPOCH;
  private String tree = "";
  private boolean treeSaid;
  private long sequence;
  private boolean open; // whether the line of the message at hand was begun
  private boolean broken;

  /** In this directory, which is made when there is something to write. */
  Diary(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
    try {
      this.json = new JsonFactory().setRootValueSeparator("").createGenerator(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the lines are in memory
    }
  }

  /** How long to keep what is written; zero for not at all. */
  void keep(Duration time) {
    keep = time;
  }

  /** The rules that are in force from the next message on. */
  void tree(String name) {
    tree = name;
    treeSaid = false;
  }

  /** What follows is about the record at this place; 0 for a message that is in no queue. */
  void begin(long recordSequence) {
    endLine();
    sequence = recordSequence;
    if (!treeSaid && sequence > 0) {
      treeSaid = true;
      write(
          () -> {
            json.writeStartObject();
            json.writeStringField(DiaryReader.TREE, tree);
            json.writeNumberField(DiaryReader.SEQUENCE, sequence);
            json.writeEndObject();
            json.writeRaw('\n');
          });
    }
  }

  /** Puts the diary around a reaction, where there is something to note of it. */
  Reaction around(Rule rule, Reaction reaction) {
    boolean worth = rule.step().orElseThrow().type().work() != Work.FIELDS;
    return worth ? new NotedReaction(rule.path(), reaction, this) : reaction;
  }

  /** Whether anything is to be noted of the message at hand. */
  boolean isNoting() {
    return sequence > 0 && !keep.isZero();
  }

  /**
   * A reaction ran on the message at hand.
   *
   * @param verdict what it said of the message, if it is a gate
   * @param failure why it failed, empty when it did not
   */
  void reacted(
      String rule, Message before, Message after, Reaction.Verdict verdict, String failure) {
    boolean changed = !before.asMap().equals(after.asMap());
    if (!changed && failure.isEmpty() && verdict == Reaction.Verdict.PASS) {
      return;
    }
    write(
        () -> {
          beginLine();
          json.writeStartObject();
          json.writeStringField(DiaryReader.RULE, rule);
          json.writeObjectFieldStart(DiaryReader.SET);
          for (String name : after.names()) {
            Object value = after.valueOr(name, FieldValue.NONE);
            if (!before.has(name) || !before.valueOr(name, FieldValue.NONE).equals(value)) {
              json.writeFieldName(name);
              JsonText.value(json, value);
            }
          }
          json.writeEndObject();
          List<String> gone = before.names().stream().filter(n -> !after.has(n)).toList();
          if (!gone.isEmpty()) {
            json.writeFieldName(DiaryReader.REMOVED);
            JsonText.value(json, gone);
          }
          if (verdict != Reaction.Verdict.PASS) {
            json.writeStringField(DiaryReader.VERDICT, verdict.name());
          }
          if (!failure.isEmpty()) {
            json.writeStringField(DiaryReader.FAILURE, failure);
          }
          json.writeEndObject();
        });
  }

  private void beginLine() throws IOException {
    if (!open) {
      open = true;
      json.writeStartObject();
      json.writeNumberField(DiaryReader.SEQUENCE, sequence);
      json.writeArrayFieldStart(DiaryReader.REACTIONS);
    }
  }

  private void endLine() {
    if (open) {
      open = false;
      write(
          () -> {
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
          });
    }
  }

  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private void write(Writing writing) {
    if (keep.isZero()) {
      return;
    }
    try {
      writing.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the lines are in memory
    }
  }

  /** Writes what there is; called before the messages count as done. Never fails. */
  void flush() {
    endLine();
    try {
      json.flush();
      if (lines.size() > 0) {
        OutputStream out = out();
        lines.writeTo(out);
        fileBytes += lines.size();
        if (broken) {
          LOG.info("The diary for 'wubot explain' is written again.");
          broken = false;
        }
      }
    } catch (IOException e) {
      if (!broken) {
        LOG.warn("The diary for 'wubot explain' has a gap, it cannot be written: {}", e.toString());
        broken = true;
      }
    }
    lines.reset();
  }

  private OutputStream out() throws IOException {
    Instant now = clock.instant();
    boolean old = Duration.between(fileMade, now).compareTo(keep.dividedBy(24)) > 0;
    if (file.isEmpty() || fileBytes > FILE_BYTES || old) {
      close();
      DiaryFiles.makeDirectory(directory);
      DiaryFiles.remove(directory, now.minus(keep), MOST_BYTES);
      Path path = directory.resolve(DiaryFiles.name(now));
      file =
          Optional.of(
              Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      fileBytes = Files.size(path);
      fileMade = now;
    }
    return file.get();
  }

  @Override
  public void close() {
    if (file.isPresent()) {
      try {
        file.get().close();
      } catch (IOException e) {
        LOG.warn("The diary for 'wubot explain': {}", e.toString());
      }
      file = Optional.empty();
    }
  }
}
