// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Reads what the server sends and gives up when one stanza goes on for too long. */
final class BoundedReader extends FilterReader {

  /** A stanza is longer than the limit. */
  static final class TooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLongException(String words) {
      super(words);
    }
  }

  private final long limit;
  private long read;

  BoundedReader(Reader reader, long limit) {
    super(reader);
    this.limit = limit;
  }

  /** A new stanza begins. */
  void begin() {
    read = 0;
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    count(c < 0 ? 0 : 1);
    return c;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int got = super.read(buffer, offset, length);
    count(Math.max(0, got));
    return got;
  }

  private void count(int more) throws IOException {
    read += more;
    if (read > limit) {
      throw new TooLongException("the server sent a stanza of more than " + limit + " characters");
    }
  }
}
