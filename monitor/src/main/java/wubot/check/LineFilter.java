// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.charset.Charset;
import java.util.List;
import wubot.config.Values;
import wubot.message.Message;

/** Decides which lines become messages, and how many of them in one run. */
final class LineFilter {

  // A run's messages are held in memory until they are on the queue.
  private static final long MAX_TEXT = 1L << 20;

  private final Patterns ignore;
  private final Patterns only;
  private final Charset charset;
  private final long maxLines;

  LineFilter(Values values, Charset charset) {
    this.charset = charset;
    this.ignore =
        Patterns.of(FileTail.IGNORE.key(), values.find(FileTail.IGNORE).orElse(List.of()));
    this.only = Patterns.of(FileTail.ONLY.key(), values.find(FileTail.ONLY).orElse(List.of()));
    this.maxLines = values.get(FileTail.MAX_LINES);
  }

  /** What one run may deliver. */
  Budget budget() {
    return new Budget();
  }

  /** Counts down during one run. */
  final class Budget {

    private long lines = maxLines;
    private long text = MAX_TEXT;

    /** Makes a message of a line unless it is left out. False when no more should come. */
    boolean take(byte[] bytes, long cut, String file, List<Message> into) {
      String line = new String(bytes, charset);
      boolean wanted = !line.isEmpty() && (only.isEmpty() || only.find(line)) && !ignore.find(line);
      if (wanted) {
        Message message = Message.of("subject", line).with("file", file);
        into.add(cut > 0 ? message.with("cut", cut) : message);
        lines--;
        text -= bytes.length;
      }
      return !isSpent();
    }

    /** Ends the run's reading. */
    void spend() {
      lines = 0;
    }

    /** Whether the rest is for the next run. */
    boolean isSpent() {
      return lines <= 0 || text <= 0;
    }
  }
}
