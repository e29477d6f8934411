// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as bytes, without a copy of each. One thread at a time. */
final class InputLines {

  private static final int PIECE = 1 << 16;

  /** The longest line that is taken; longer ones are passed over. */
  static final int LONGEST = 16 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[PIECE];
  private int start; // of the line at hand
  private int length; // of the line at hand
  private int next; // where the line after it begins
  private int end; // of what was read
  private boolean tooLong;

  InputLines(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false at the end. */
  boolean advance() throws IOException {
    tooLong = false;
    start = next;
    int look = next;
    while (true) {
      for (; look < end; look++) {
        if (buffer[look] == '\n') {
          length = look - start;
          next = look + 1;
          return true;
        }
      }
      look -= makeRoom();
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        length = end - start;
        next = end;
        return length > 0 || tooLong;
      }
      end += count;
    }
  }

  /** Moves the line at hand to the front, or forgets it when it is too long; by how much. */
  private int makeRoom() {
    if (end < buffer.length) {
      return 0;
    }
    int moved = start;
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    } else if (buffer.length < LONGEST) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    } else {
      tooLong = true;
      moved = end;
      end = 0;
    }
    return moved;
  }

  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  /** Without the end of the line. */
  int length() {
    return length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length;
  }

  /** Whether the line is longer than {@link #LONGEST}; then it is not there. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Whether there is nothing but blanks in it. */
  boolean isBlank() {
    for (int i = start; i < start + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Whether more can be read without waiting. */
  boolean hasMore() throws IOException {
    return next < end || in.available() > 0;
  }
}
