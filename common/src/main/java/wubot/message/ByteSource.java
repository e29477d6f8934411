// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteSink} wrote; every read is held against the bytes that are left, and throws
 * {@link MalformedMessageException} beyond them.
 */
public final class ByteSource {

  private final byte[] bytes;
  private final int end;
  private int at;

  /** Over a part of an array. */
  public ByteSource(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** The next byte, 0 to 255. */
  public int read() {
    if (at >= end) {
      throw new MalformedMessageException("the message ends in the middle");
    }
    return bytes[at++] & 0xFF;
  }

  /** As {@link ByteSink#number} wrote it. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = read();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedMessageException("a number runs on for more than ten bytes");
  }

  /** As {@link ByteSink#signed} wrote it. */
  public long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** As {@link ByteSink#fixed64} wrote it. */
  public long fixed64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | read();
    }
    return value;
  }

  /** A count of things that take at least a byte each. */
  public int count(int limit, String what) {
    long count = number();
    if (count < 0 || count > limit || count > end - at) {
      throw new MalformedMessageException(
          Long.toUnsignedString(count) + " " + what + " announced, at most " + limit + " allowed");
    }
    return (int) count;
  }

  /** As {@link ByteSink#text} wrote it. */
  public String text() {
    long length = number();
    if (length < 0 || length > end - at) {
      throw new MalformedMessageException(
          "a text of " + Long.toUnsignedString(length) + " bytes in a shorter message");
    }
    String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  /** Whether bytes are left. */
  public boolean hasMore() {
    return at < end;
  }

  void expectEnd() {
    if (at != end) {
      throw new MalformedMessageException((end - at) + " bytes left after the message");
    }
  }
}
