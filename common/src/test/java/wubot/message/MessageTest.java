// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

  @Test
  void aFieldWithoutValueIsPresentButHasNone() {
    Message message = Message.of("a", null);
    assertTrue(message.has("a"));
    assertEquals(Optional.empty(), message.value("a"));
    assertEquals("", message.text("a"));
    assertFalse(message.isTrue("a"));
  }

  @Test
  void fieldsKeepTheOrderOfTheirFirstSetting() {
    Message message = Message.of("b", 1).with("a", 2).with("b", 3);
    assertEquals(List.of("b", "a"), List.copyOf(message.names()));
    assertEquals("3", message.text("b"));
  }

  @Test
  void aCopyIsIndependentAndKeepsIdentityAndHops() {
    Identity identity = new Identity("joe", 7, 1);
    Message message = Message.of("a", 1).withIdentity(identity).withHops(List.of("joe"));
    Message copy = message.copy();
    copy.put("a", 2);
    assertEquals("1", message.text("a"));
    assertEquals(Optional.of(identity), copy.identity());
    assertEquals(List.of("joe"), copy.hops());
  }

  @Test
  void theIdentityIsWrittenAndReadBack() {
    Identity identity = new Identity("joe", 123_456_789L, 42);
    assertEquals("joe/21i3v9/42", identity.toString());
    assertEquals(identity, Identity.parse("joe/21i3v9/42"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "joe", "joe/x", "joe/x/y", "joe/x/0", "/x/1", "joe/-1/1", "joe/x/1/2"})
  void otherTextsAreNoIdentity(String text) {
    assertThrows(IllegalArgumentException.class, () -> Identity.parse(text));
  }
}
