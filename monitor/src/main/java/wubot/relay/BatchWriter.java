// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import wubot.xmpp.Payload;

/** Packs messages into the compact, compressed text of a batch. */
final class BatchWriter implements AutoCloseable {

  /** An encoded message and its place in the queue. */
  static final class Coded {

    private final long sequence;
    private final byte[] bytes;

    Coded(long sequence, byte[] bytes) {
      this.sequence = sequence;
      this.bytes = bytes;
    }

    /** Its place in the queue. */
    long sequence() {
      return sequence;
    }

    /** Its binary form. */
    byte[] bytes() {
      return bytes;
    }

    /** What it takes in a batch before compression, at most. */
    int size() {
      return bytes.length + 20;
    }
  }

  private final Deflater quick = new Deflater(Deflater.BEST_SPEED, true);
  private final Deflater small = new Deflater(6, true);

  /**
   * Packs messages.
   *
   * @param after the sequence that the receiver must have before the first of them
   * @param scarce whether bytes are scarcer than time
   */
  Payload write(long after, List<Coded> messages, boolean scarce) {
    byte[] raw = new byte[messages.stream().mapToInt(Coded::size).sum()];
    int at = 0;
    long last = after;
    for (Coded message : messages) {
      at = number(raw, at, message.sequence() - last);
      at = number(raw, at, message.bytes().length);
      System.arraycopy(message.bytes(), 0, raw, at, message.bytes().length);
      at += message.bytes().length;
      last = message.sequence();
    }
    CRC32C crc = new CRC32C();
    crc.update(raw, 0, at);
    return new Payload(
        BatchReader.attributes(after, messages.size(), at, crc.getValue()),
        text(scarce ? small : quick, raw, at));
  }

  private static String text(Deflater deflater, byte[] raw, int size) {
    deflater.reset();
    deflater.setInput(raw, 0, size);
    deflater.finish();
    byte[] out = new byte[Math.max(256, size / 4)];
    int at = 0;
    while (!deflater.finished()) {
      if (at == out.length) {
        out = Arrays.copyOf(out, out.length * 2);
      }
      at += deflater.deflate(out, at, out.length - at);
    }
    return new String(Base64.getEncoder().encode(Arrays.copyOf(out, at)), ISO_8859_1);
  }

  private static int number(byte[] raw, int start, long value) {
    int at = start;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      raw[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    raw[at++] = (byte) rest;
    return at;
  }

  @Override
  public void close() {
    quick.end();
    small.end();
  }
}
