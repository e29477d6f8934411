// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AppendTest {

  @Test
  void makesTheFieldOrLengthensIt() {
    Message message = Message.empty().with("none", null).with("list", List.of(1)).with("text", "x");
    assertTrue(message.append("new", "a") && message.append("new", "b"));
    assertTrue(message.append("none", "a"));
    assertTrue(message.append("list", "a"));
    assertFalse(message.append("text", "a"));
    assertEquals(List.of("a", "b"), message.value("new").orElseThrow());
    assertEquals(List.of("a"), message.value("none").orElseThrow());
    assertEquals(List.of(1L, "a"), message.value("list").orElseThrow());
    assertEquals("x", message.text("text"));
  }

  @Test
  void theListIsAsAnyOther() {
    Message message = Message.empty();
    message.append("log", "a");
    List<?> list = (List<?>) message.value("log").orElseThrow();
    assertEquals(Message.of("log", List.of("a")), message);
    assertEquals(List.of("a").hashCode(), list.hashCode());
    assertEquals("[a]", message.text("log"));
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(1));
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
    assertThrows(UnsupportedOperationException.class, () -> list.remove(0));
    message.put("copy", list);
    message.append("copy", "b");
    assertEquals(List.of("a"), message.value("log").orElseThrow());
  }

  /** A tree of copies, each growing on: none sees what another appended. */
  @Test
  void copiesGrowApart() {
    Random random = new Random(3);
    List<Message> messages = new ArrayList<>(List.of(Message.empty()));
    List<List<String>> expected = new ArrayList<>(List.of(new ArrayList<>()));
    for (int i = 0; i < 5000; i++) {
      int at = random.nextInt(messages.size());
      if (random.nextInt(4) == 0) {
        messages.add(messages.get(at).copy());
        expected.add(new ArrayList<>(expected.get(at)));
      } else {
        messages.get(at).append("log", "item" + i);
        expected.get(at).add("item" + i);
      }
    }
    for (int i = 0; i < messages.size(); i++) {
      assertEquals(expected.get(i), messages.get(i).value("log").orElse(List.of()));
    }
  }

  @Test
  void copiesGrowInThreadsOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 200; round++) {
        Message first = Message.empty();
        first.append("log", "first");
        List<Callable<Message>> grow = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          Message mine = first.copy();
          String name = "t" + t;
          grow.add(
              () -> {
                for (int i = 0; i < 30; i++) {
                  mine.append("log", name);
                }
                return mine;
              });
        }
        int t = 0;
        for (Future<Message> grown : threads.invokeAll(grow)) {
          List<String> expected = new ArrayList<>(List.of("first"));
          for (int i = 0; i < 30; i++) {
            expected.add("t" + t);
          }
          assertEquals(expected, grown.get().value("log").orElseThrow());
          t++;
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
