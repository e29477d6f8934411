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
import wubot.rule.Reaction;

/** Writes notes of the diary to its files, a line of JSON for a message. One thread at a time. */
final class DiaryPages implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DiaryPages.class);
  private static final long FILE_BYTES = 8 << 20;
  private static final long MOST_BYTES = 512L << 20;

  private final Path directory;
  private final Clock clock;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private Optional<OutputStream> file = Optional.empty();
  private long fileBytes;
  private Instant fileMade = Instant.EPOCH;
  private boolean broken;

  /** In this directory, which is made when there is something to write. */
  DiaryPages(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
    try {
      this.json = new JsonFactory().setRootValueSeparator("").createGenerator(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the lines are in memory
    }
  }

  /**
   * Writes notes; never fails.
   *
   * @param keep how long the files are kept
   */
  synchronized void write(List<DiaryNote> notes, Duration keep) {
    long open = 0; // the message whose line is being written
    try {
      for (DiaryNote note : notes) {
        if (note instanceof DiaryNote.Reacted reacted) {
          if (open != reacted.sequence) {
            end(open);
            open = reacted.sequence;
            json.writeStartObject();
            json.writeNumberField(DiaryReader.SEQUENCE, open);
            json.writeArrayFieldStart(DiaryReader.REACTIONS);
          }
          write(reacted);
        } else if (note instanceof DiaryNote.Rules rules) {
          end(open);
          open = 0;
          json.writeStartObject();
          json.writeStringField(DiaryReader.TREE, rules.tree());
          json.writeNumberField(DiaryReader.SEQUENCE, rules.sequence());
          json.writeEndObject();
          json.writeRaw('\n');
        }
      }
      end(open);
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the lines are in memory
    }
    flush(keep);
  }

  private void end(long open) throws IOException {
    if (open > 0) {
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void write(DiaryNote.Reacted note) throws IOException {
    json.writeStartObject();
    json.writeStringField(DiaryReader.RULE, note.rule);
    json.writeObjectFieldStart(DiaryReader.SET);
    for (int i = 0; i < note.set.length; i += 2) {
      json.writeFieldName((String) note.set[i]);
      JsonText.value(json, note.set[i + 1]);
    }
    json.writeEndObject();
    if (!note.removed.isEmpty()) {
      json.writeFieldName(DiaryReader.REMOVED);
      JsonText.value(json, note.removed);
    }
    if (note.verdict != Reaction.Verdict.PASS) {
      json.writeStringField(DiaryReader.VERDICT, note.verdict.name());
    }
    if (!note.failure.isEmpty()) {
      json.writeStringField(DiaryReader.FAILURE, note.failure);
    }
    json.writeEndObject();
  }

  private void flush(Duration keep) {
    try {
      OutputStream out = out(keep);
      lines.writeTo(out);
      fileBytes += lines.size();
      if (broken) {
        LOG.info("The diary for 'wubot explain' is written again.");
        broken = false;
      }
    } catch (IOException e) {
      if (!broken) {
        LOG.warn("The diary for 'wubot explain' has a gap, it cannot be written: {}", e.toString());
        broken = true;
      }
    }
    lines.reset();
  }

  private OutputStream out(Duration keep) throws IOException {
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
  public synchronized void close() {
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
