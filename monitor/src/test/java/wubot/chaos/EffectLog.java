// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What members did, as they wrote it; read on while they write. */
final class EffectLog {

  /**
   * A line.
   *
   * @param what {@code B} before an effect, {@code E} after it, {@code R} about a role
   * @param millis when, by the host's clock
   * @param number of the message
   * @param token of the claim or the role
   * @param more what the sink answered, or role and event
   */
  record Line(String what, long millis, String member, int number, long token, String more) {

    static Line read(String text) {
      String[] words = text.split(" ", 6);
      return new Line(
          words[0],
          Long.parseLong(words[1]),
          words[2],
          Integer.parseInt(words[3]),
          Long.parseLong(words[4]),
          words[5]);
    }
  }

  private final Path file;
  private final List<Line> lines = new ArrayList<>(); // guarded by this
  private final BitSet done = new BitSet(); // guarded by this
  private long position; // guarded by this

  /** Makes the file. */
  EffectLog(Path file) throws IOException {
    this.file = file;
    Files.createFile(file);
  }

  Path file() {
    return file;
  }

  /** All whole lines up to now. */
  synchronized List<Line> lines() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) (in.length() - position)];
      in.seek(position);
      in.readFully(bytes);
      String text = new String(bytes, UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      text.substring(0, end).lines().map(Line::read).forEach(this::add);
      position += end;
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Line line) {
    lines.add(line);
    if (line.what().equals("E")) {
      done.set(line.number());
    }
  }

  /** The messages whose effect has happened. */
  synchronized BitSet done() {
    int unused = lines().size();
    return (BitSet) done.clone();
  }
}
