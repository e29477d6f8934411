// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import wubot.message.Message;
import wubot.xmpp.Payload;

/** Packs messages into the compact, compressed text of a batch. */
final class BatchWriter implements AutoCloseable {

  /**
   * A message to be sent.
   *
   * @param sequence its place in the queue
   * @param message with its hops
   * @param size about how many bytes it has
   */
  record Coded(long sequence, Message message, int size) {

    Coded(long sequence, Message message) {
      this(sequence, message, BatchTable.size(message));
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
    byte[] raw = BatchTable.write(after, messages);
    int at = raw.length;
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

  @Override
  public void close() {
    quick.end();
    small.end();
  }
}
