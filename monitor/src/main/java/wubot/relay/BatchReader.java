// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import wubot.message.MalformedMessageException;
import wubot.xmpp.Payload;

/** Reads the batches of others. Trusts nothing: every size is bounded before memory is spent. */
final class BatchReader implements AutoCloseable {

  /**
   * The bounds of a batch.
   *
   * @param text characters of base64
   * @param raw bytes once inflated
   * @param messages how many
   * @param memory bytes that all messages may take in memory, as {@link wubot.message.MemorySize}
   *     counts them
   */
  record Bounds(int text, int raw, int messages, long memory) {

    /** 1 MiB, 16 MiB, 65,536 messages, 24 MiB. */
    static final Bounds USUAL = new Bounds(1 << 20, 1 << 24, 1 << 16, 24L << 20);
  }

  private final Bounds bounds;
  private final Inflater inflater = new Inflater(true);

  BatchReader(Bounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Reads the messages of a batch, in order.
   *
   * @throws MalformedBatchException when it is damaged or out of bounds
   */
  List<Numbered> read(Payload payload) {
    try {
      long count = within(payload.number("n"), 1, bounds.messages(), "messages");
      long size = within(payload.number("raw"), 1, bounds.raw(), "bytes");
      within(payload.text().length(), 1, bounds.text(), "characters");
      byte[] raw = inflate(Base64.getDecoder().decode(payload.text()), (int) size);
      CRC32C crc = new CRC32C();
      crc.update(raw);
      if (crc.getValue() != payload.number("crc")) {
        throw new MalformedBatchException("the checksum is wrong");
      }
      return BatchTable.read(raw, payload.number("after"), (int) count, bounds);
    } catch (IllegalArgumentException | MalformedMessageException e) {
      throw new MalformedBatchException(e.getMessage());
    }
  }

  private static long within(long number, long least, long most, String what) {
    if (number < least || number > most) {
      throw new MalformedBatchException(
          number + " " + what + ", allowed are " + least + " to " + most);
    }
    return number;
  }

  /** Inflates to exactly the announced size; a bomb costs that much and no more. */
  private byte[] inflate(byte[] deflated, int size) {
    byte[] raw = new byte[size];
    inflater.reset();
    inflater.setInput(deflated);
    try {
      int at = 0;
      while (at < size) {
        int got = inflater.inflate(raw, at, size - at);
        if (got == 0) {
          throw new MalformedBatchException("it holds less than the announced " + size + " bytes");
        }
        at += got;
      }
      if (inflater.inflate(new byte[1]) != 0) {
        throw new MalformedBatchException("it holds more than the announced " + size + " bytes");
      }
    } catch (DataFormatException e) {
      throw new MalformedBatchException("it cannot be inflated");
    }
    return raw;
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** The attributes that say what {@link #read} needs to know, for {@link BatchWriter}. */
  static Map<String, String> attributes(long after, int count, int size, long crc) {
    return Map.of(
        "after", Long.toString(after),
        "n", Integer.toString(count),
        "raw", Integer.toString(size),
        "crc", Long.toString(crc));
  }
}
