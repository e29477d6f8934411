// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DocumentTest {

  @Test
  void comesBackFromItsTextAsItWas() {
    Document document =
        Document.empty()
            .with("text", "a \"quoted\"\nline with ü and 🦆")
            .with("number", Long.MIN_VALUE)
            .with("part", 0.1)
            .with("yes", true)
            .with("list", List.of("a", 1, List.of(false)))
            .with("inner", Document.empty().with("deep", Map.of("deeper", 7)));
    Document back = Document.parse(document.toText());
    assertEquals(document, back);
    assertEquals(document.hashCode(), back.hashCode());
    assertEquals(Optional.of("a \"quoted\"\nline with ü and 🦆"), back.text("text"));
    assertEquals(OptionalLong.of(Long.MIN_VALUE), back.number("number"));
    assertTrue(back.flag("yes"));
    assertEquals(List.of("a"), back.texts("list"));
    assertEquals(OptionalLong.of(7), back.document("inner").document("deep").number("deeper"));
  }

  @Test
  void whatIsMissingOrOfAnotherKindIsEmpty() {
    Document document = Document.empty().with("number", 1);
    assertEquals(Optional.empty(), document.text("number"));
    assertEquals(OptionalLong.empty(), document.number("none"));
    assertFalse(document.flag("number"));
    assertEquals(List.of(), document.list("number"));
    assertEquals(Document.empty(), document.document("number"));
    assertEquals(Document.empty(), document.without("number"));
  }

  @Test
  void doesNotFollowWhatItWasMadeFrom() {
    List<Object> list = new ArrayList<>(List.of("a"));
    Document document = Document.empty().with("list", list);
    list.add("b");
    assertEquals(List.of("a"), document.list("list"));
    assertThrows(UnsupportedOperationException.class, () -> document.values().clear());
  }

  @Test
  void whatIsNoDocumentIsRefused() {
    for (String text : List.of("", "7", "[1]", "{\"a\":", "{\"a\":99999999999999999999}", "nix")) {
      assertThrows(IllegalArgumentException.class, () -> Document.parse(text), text);
      assertThrows(StoreAway.class, () -> Document.of(new Entry("k", text, 1)), text);
    }
    assertThrows(IllegalArgumentException.class, () -> Document.empty().with("a", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Document.empty().with("a", new Object()));
  }
}
