// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

  private static final Message SAMPLE =
      Message.of("key", "Load-joe")
          .with("load05", 0.25)
          .with("lastupdate", 1_795_219_935L)
          .with("negative", Long.MIN_VALUE)
          .with("flag", true)
          .with("off", false)
          .with("nothing", null)
          .with("text", "grüße \u0000 \ud83d\ude00")
          .with("list", List.of("a", List.of(1L, Map.of("b", 2.5))))
          .withIdentity(new Identity("joe", Long.MAX_VALUE, 3))
          .withHops(List.of("joe", "server"));

  @Test
  void everythingComesBack() {
    Message back = MessageCodec.decode(MessageCodec.encode(SAMPLE));
    assertEquals(SAMPLE, back);
    assertEquals(new ArrayList<>(SAMPLE.names()), new ArrayList<>(back.names()));
  }

  @Test
  void anEmptyMessageIsSmall() {
    byte[] bytes = MessageCodec.encode(Message.empty());
    assertEquals(4, bytes.length);
    assertEquals(Message.empty(), MessageCodec.decode(bytes));
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] bytes = MessageCodec.encode(SAMPLE);
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(part));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(longer));
  }

  @Test
  void noBytesThrowAnythingElse() {
    Random random = new Random(4711);
    byte[] good = MessageCodec.encode(SAMPLE);
    int refused = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = round % 2 == 0 ? good.clone() : new byte[random.nextInt(64)];
      if (round % 2 == 0) {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        random.nextBytes(bytes);
        if (bytes.length > 0) {
          bytes[0] = 1;
        }
      }
      try {
        Message read = MessageCodec.decode(bytes);
        assertEquals(read, MessageCodec.decode(MessageCodec.encode(read)));
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertTrue(
        refused > 10_000, "only " + refused + " refused: the test does not reach the reader");
  }

  @Test
  void announcedLengthsAreHeldAgainstWhatIsThere() {
    byte[] hugeText = {1, 0, 0, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 'x'};
    assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(hugeText));
    byte[] hugeCount = {1, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
    assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(hugeCount));
  }

  @Test
  void limitsHold() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      fields.put("f" + i, i);
    }
    byte[] bytes = MessageCodec.encode(Message.of(fields));
    var tight = new MessageCodec.Limits(19, 1, 1);
    assertThrows(
        MalformedMessageException.class, () -> MessageCodec.decode(bytes, 0, bytes.length, tight));
    byte[] nested = MessageCodec.encode(Message.of("a", List.of(List.of(1))));
    assertThrows(
        MalformedMessageException.class,
        () -> MessageCodec.decode(nested, 0, nested.length, tight));
  }

  @Test
  void aPartOfAnArrayIsReadInPlace() {
    byte[] bytes = MessageCodec.encode(SAMPLE);
    byte[] wide = new byte[bytes.length + 10];
    System.arraycopy(bytes, 0, wide, 5, bytes.length);
    assertEquals(SAMPLE, MessageCodec.decode(wide, 5, bytes.length, MessageCodec.Limits.DEFAULT));
  }
}
