// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Checksum;

/** A growing array of bytes with the few forms of number and text that messages are written in. */
public final class ByteSink {

  private byte[] bytes;
  private int size;

  /** Without bytes, with room for so many. */
  public ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  /** Adds the lowest eight bits. */
  public void write(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** Seven bits a byte, lowest first; for numbers that are mostly small and never negative. */
  public void number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** As {@link #number}, with the sign moved to the lowest bit. */
  public void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, the highest first. */
  public void fixed64(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** Length and UTF-8. */
  public void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** Forgets all bytes; the room for them stays. */
  public void clear() {
    size = 0;
  }

  /** Brings a checksum up to date with all bytes. */
  public void update(Checksum checksum) {
    checksum.update(bytes, 0, size);
  }

  /**
   * Writes all bytes, in one call.
   *
   * @throws IOException as the stream does
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /** A copy of all bytes. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
