// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import wubot.fuzz.FuzzTarget;
import wubot.message.Identity;
import wubot.message.MalformedMessageException;
import wubot.message.Message;

/** The table inside a batch, as a peer may have made it; the checksums around it are right. */
public final class TableFuzz implements FuzzTarget {

  private static final BatchReader.Bounds BOUNDS = BatchReader.Bounds.USUAL;

  @Override
  public String name() {
    return "table";
  }

  static List<List<BatchWriter.Coded>> batches() {
    List<BatchWriter.Coded> alike = new ArrayList<>();
    for (long n = 1; n <= 5; n++) {
      Message message =
          Message.of("key", "Ping-" + n)
              .with("n", n)
              .withIdentity(new Identity("joe", 77L << 22, n));
      alike.add(new BatchWriter.Coded(n, message.withHops(List.of("box"))));
    }
    List<BatchWriter.Coded> unlike =
        List.of(
            new BatchWriter.Coded(3, Message.of("list", List.of(1L, "x"))),
            new BatchWriter.Coded(5, Message.of("a", 1.5).with("b", true)),
            new BatchWriter.Coded(6, Message.of("a", 2.5).with("b", false)));
    return List.of(alike, unlike);
  }

  /** After the first byte, which says how many messages are announced. */
  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (List<BatchWriter.Coded> batch : batches()) {
      byte[] table = BatchTable.write(0, batch);
      byte[] seed = new byte[table.length + 1];
      seed[0] = (byte) batch.size();
      System.arraycopy(table, 0, seed, 1, table.length);
      seeds.add(seed);
    }
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of("shape", "step", "row", "n0", "h0", "i0", "0.0", "1.0", "\6\1", "\6\0", "\3\1");
  }

  @Override
  public boolean read(byte[] input) {
    if (input.length == 0) {
      return false;
    }
    int count = (input[0] & 0xFF) == 255 ? BOUNDS.messages() : Math.max(1, input[0] & 0xFF);
    List<Numbered> messages;
    try {
      messages = BatchTable.read(Arrays.copyOfRange(input, 1, input.length), 0, count, BOUNDS);
    } catch (MalformedBatchException | MalformedMessageException | IllegalArgumentException e) {
      return false; // all of which the reader of batches turns into the first
    }
    long last = 0;
    for (Numbered numbered : messages) {
      if (numbered.sequence() <= last) {
        throw new AssertionError("sequence " + numbered.sequence() + " after " + last);
      }
      last = numbered.sequence();
    }
    return true;
  }
}
