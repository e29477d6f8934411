// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Cuts a file into lines from a position on, in little memory however long a line is.
 *
 * <p>Lines end with a newline; a carriage return before it and zero bytes at the start of a line
 * (the hole that a truncated log leaves) are not part of it.
 */
final class LineScanner {

  private static final int CHUNK = 32 * 1024;

  private final int maxLine;
  private final long maxScan;

  /** With the most bytes of a line to keep, and of a file to look at in one go. */
  LineScanner(int maxLine, long maxScan) {
    this.maxLine = maxLine;
    this.maxScan = maxScan;
  }

  /** Takes lines. */
  interface Sink {

    /** Takes a line, of which so many bytes were cut off. False to stop after it. */
    boolean take(byte[] line, long cut);
  }

  /**
   * Where scanning stopped.
   *
   * @param position to go on from
   * @param skipping whether that is inside a line of which the start was delivered
   * @param atEnd whether there was no more
   */
  record Stop(long position, boolean skipping, boolean atEnd) {}

  /**
   * Scans on.
   *
   * @param skip whether to leave out everything up to the next newline
   * @param flush whether text after the last newline is a line as well
   */
  Stop scan(FileChannel file, long from, boolean skip, boolean flush, Sink sink)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean skipping = skip;
    long cut = 0;
    long lineStart = from;
    long at = from;
    while (at - from < maxScan && file.read(chunk.clear(), at) > 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        byte b = chunk.get();
        at++;
        if (b == '\n') {
          boolean more = skipping || sink.take(content(line), cut);
          line.reset();
          cut = 0;
          skipping = false;
          lineStart = at;
          if (!more) {
            return new Stop(lineStart, false, false);
          }
        } else if (!skipping) {
          if (line.size() < maxLine && (b != 0 || line.size() > 0)) {
            line.write(b);
          } else if (b != 0 || line.size() > 0) {
            cut++;
          }
        }
      }
    }
    boolean atEnd = at >= file.size();
    if (skipping) {
      return new Stop(at, true, atEnd);
    }
    if (cut > 0 || (flush && atEnd && line.size() > 0)) {
      // Too long to wait for its end, or the end of a file that nobody writes to any more.
      sink.take(content(line), cut);
      return new Stop(at, cut > 0, atEnd);
    }
    return new Stop(at - lineStart >= maxScan ? at : lineStart, false, atEnd);
  }

  private static byte[] content(ByteArrayOutputStream line) {
    byte[] bytes = line.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? java.util.Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }

  /** The start of the line that is being written at the end of a file, looking back so far. */
  static long lastLineStart(FileChannel file, long size, int lookBack) throws IOException {
    long from = Math.max(0, size - lookBack);
    ByteBuffer bytes = ByteBuffer.allocate((int) (size - from));
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
      // read until full or at the end
    }
    for (int i = bytes.position() - 1; i >= 0; i--) {
      if (bytes.get(i) == '\n') {
        return from + i + 1;
      }
    }
    return from == 0 ? 0 : size;
  }
}
