// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wubot.message.Identity;
import wubot.message.MalformedMessageException;
import wubot.message.Message;
import wubot.message.MessageCodec;

/** Whatever goes into a table comes out the same, and what did not go in harms nobody. */
class BatchTableTest {

  private static final BatchReader.Bounds PLENTY = BatchReader.Bounds.USUAL;

  private static List<Numbered> through(long after, List<BatchWriter.Coded> messages) {
    return BatchTable.read(BatchTable.write(after, messages), after, messages.size(), PLENTY);
  }

  private static void assertSame(long after, List<BatchWriter.Coded> messages) {
    List<Numbered> back = through(after, messages);
    assertEquals(messages.size(), back.size());
    for (int i = 0; i < back.size(); i++) {
      Message sent = messages.get(i).message();
      Message came = back.get(i).message();
      assertEquals(messages.get(i).sequence(), back.get(i).sequence());
      assertEquals(sent, came);
      assertEquals(List.copyOf(sent.names()), List.copyOf(came.names()));
    }
  }

  @Test
  void messagesOfAllShapesComeBackAsTheyWere() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<BatchWriter.Coded> messages = new ArrayList<>();
      long sequence = random.nextInt(1000);
      long after = sequence;
      for (int i = 1 + random.nextInt(60); i > 0; i--) {
        sequence += 1 + (random.nextInt(5) == 0 ? random.nextInt(1000) : 0);
        messages.add(new BatchWriter.Coded(sequence, drawn(random)));
      }
      assertSame(after, messages);
    }
  }

  private static Message drawn(Random random) {
    Message message = Message.empty();
    for (int i = random.nextInt(6); i > 0; i--) {
      message.put("f" + random.nextInt(8), value(random, 0));
    }
    if (random.nextBoolean()) {
      message =
          message.withIdentity(
              new Identity(
                  random.nextBoolean() ? "joe" : "ann",
                  random.nextInt(3),
                  1 + random.nextInt(1_000_000)));
    }
    return random.nextInt(3) == 0 ? message : message.withHops(List.of("joe", "h"));
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextDouble();
      case 2 -> random.nextBoolean();
      case 3 -> wubot.message.FieldValue.NONE;
      case 4 -> "";
      case 5 -> "text \u0000 \u00e9 \ud83d\ude00 " + random.nextInt(3);
      case 6 -> List.of(value(random, depth + 1), value(random, depth + 1));
      default -> Map.of("k", value(random, depth + 1));
    };
  }

  @Test
  void messagesThatHaveNothingInCommonFitToo() {
    List<BatchWriter.Coded> messages = new ArrayList<>();
    for (int i = 1; i <= 8192; i++) {
      messages.add(
          new BatchWriter.Coded(i, Message.of("a" + i, 1).with("b" + i, 2).with("c", "x")));
    }
    assertSame(0, messages);
  }

  @Test
  void aColumnOfOneValueDoesNotUnfoldWithoutBound() {
    List<BatchWriter.Coded> messages = new ArrayList<>();
    for (int i = 1; i <= 1000; i++) {
      messages.add(new BatchWriter.Coded(i, Message.of("a", "x".repeat(100_000))));
    }
    byte[] small = BatchTable.write(0, messages);
    assertTrue(small.length < 200_000);
    assertThrows(MalformedBatchException.class, () -> BatchTable.read(small, 0, 1000, PLENTY));
  }

  @Test
  void damagedTablesAreRefusedInOneWayOrAnother() {
    List<BatchWriter.Coded> messages = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      messages.add(new BatchWriter.Coded(i, Node.message(i)));
    }
    byte[] good = BatchTable.write(0, messages);
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 4_000; round++) {
      byte[] bad = good.clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        BatchTable.read(bad, 0, 20, PLENTY);
      } catch (MalformedBatchException | MalformedMessageException | IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 500);
  }

  @Test
  void tablesThatAreNoneAreRefused() {
    Message some = Message.of("step", List.of(1)).with("shape", List.of(0)).with("row", List.of());
    for (Message table :
        List.of(
            Message.empty(),
            Message.of("step", "x"),
            some,
            some.copy().with("n0", List.of("a")).with("h0", List.of()),
            some.copy().with("n0", List.of("a")).with("h0", List.of()).with("0.0", List.of()),
            some.copy().with("n0", List.of(7)).with("h0", List.of()),
            some.copy().with("shape", List.of(-1)))) {
      assertThrows(
          RuntimeException.class,
          () -> BatchTable.read(MessageCodec.encode(table), 0, 1, PLENTY),
          table::toString);
    }
  }

  private static Message constant(int columns, Object value) {
    List<Object> names = new ArrayList<>();
    Message table = Message.of("step", List.of(1)).with("shape", List.of(0)).with("row", List.of());
    for (int i = 0; i < columns; i++) {
      names.add(Integer.toString(i, 36));
      table.put("0." + i, List.of(value));
    }
    return table.with("n0", names).with("h0", List.of()).with("i0", false);
  }

  private static Message crowd(Object value) {
    Message table = Message.of("step", List.of(1)).with("shape", List.of(0)).with("row", List.of());
    List<Object> many = java.util.Collections.nCopies(10_000, value);
    for (int i = 0; i < 150; i++) {
      table.put("x" + i, many);
    }
    return table;
  }

  private static Message rows(Object value) {
    Message row = Message.of("a", java.util.Collections.nCopies(9_000, value));
    String text =
        new String(MessageCodec.encode(row), java.nio.charset.StandardCharsets.ISO_8859_1);
    return Message.of("step", List.of(1)).with("shape", List.of(-1)).with("row", List.of(text));
  }

  /** A peer that may send batches may not choose how much memory they take. */
  @Test
  void noTableTakesMoreMemoryThanABatchMay() {
    List<Message> tables =
        List.of(
            constant(4_000, ""),
            constant(40, ""),
            constant(0, ""),
            crowd(""),
            crowd(List.of()),
            crowd(Map.of()),
            crowd(1L << 40),
            rows(List.of()),
            rows(Map.of("", "")),
            rows(""));
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    for (int i = 0; i < tables.size(); i++) {
      byte[] bytes = MessageCodec.encode(tables.get(i));
      assertTrue(bytes.length <= PLENTY.raw());
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        BatchTable.read(bytes, 0, PLENTY.messages(), PLENTY);
      } catch (MalformedBatchException | MalformedMessageException e) {
        assertTrue(e.getMessage().contains("more"), e::getMessage);
      }
      long spent = threads.getCurrentThreadAllocatedBytes() - before;
      String what = "table " + i + " of " + bytes.length + " bytes took " + spent;
      // Kept while it is read, and copied once or twice on the way.
      assertTrue(spent < 3 * PLENTY.memory(), what);
    }
  }

  @Test
  void whatASenderCutsFitsIntoWhatAReceiverAllows() {
    for (int fields : List.of(0, 1, 12, 200)) {
      List<BatchWriter.Coded> messages = new ArrayList<>();
      long size = 0;
      for (int i = 1; i <= 8192; i++) {
        Message message = Message.empty();
        for (int j = 0; j < fields; j++) {
          message.put("f" + j, j % 3 == 0 ? "" : j % 3 == 1 ? List.of() : (Object) (i + 0L));
        }
        BatchWriter.Coded coded = new BatchWriter.Coded(i, message);
        size += coded.size();
        if (size > 4 << 20) { // as the outbox cuts
          break;
        }
        messages.add(coded);
      }
      assertSame(0, messages);
    }
  }
}
