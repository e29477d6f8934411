// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListTest {

  @ParameterizedTest
  @CsvSource({
    "joe@a.test, joe@a.test/wubot, true",
    "joe@a.test, joe@a.test, true",
    "JOE@A.test, joe@a.test/wubot, true",
    "joe@a.test/one, joe@a.test/one, true",
    "joe@a.test/one, joe@a.test/two, false",
    "*@a.test, joe@a.test/x, true",
    "*@a.test, joe@ba.test/x, false",
    "*@a.test, joe@a.test.b/x, false",
    "*@a.test, joe@b.test/@a.test, false",
    "wubot-*@a.test, wubot-joe@a.test/x, true",
    "wubot-*@a.test, eve@a.test/x, false",
    "j.e@a.test, joe@a.test/x, false"
  })
  void accountsAreComparedAsAWhole(String pattern, String address, boolean allowed) {
    assertEquals(allowed, new AllowList(List.of(pattern)).allows(Address.parse(address)));
  }

  @Test
  void accountsThatAreNamedInFullAreKnown() {
    AllowList list = new AllowList(List.of("*@a.test", " joe@a.test", "nobody", "ann@b.test/one"));
    assertEquals(
        List.of(Address.parse("joe@a.test"), Address.parse("ann@b.test/one")), list.accounts());
  }
}
