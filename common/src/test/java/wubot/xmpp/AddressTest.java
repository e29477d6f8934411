// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Test
  void anAddressIsBroughtToItsNormalForm() {
    Address address = Address.parse(" Wubot-Joe@Example.ORG/Here ");
    assertEquals("wubot-joe@example.org/Here", address.toString());
    assertEquals("wubot-joe@example.org", address.bare().toString());
    assertEquals(address, address.orResource("other"));
    assertEquals("a@b/wubot", Address.parse("a@b").orResource("wubot").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "joe", "@example.org", "joe@", "a b@c", "joe@exa mple"})
  void whatIsNoneIsRefusedWithAnExample(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
  }
}
