// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wubot.message.Message;
import wubot.rule.Reaction;

class StateTest {

  private final TestServices services = new TestServices(Path.of("home"));

  private static Message react(Reaction reaction, Object value, long made)
      throws InterruptedException {
    Message message = Message.of("key", "D-root").with("v", value).with("lastupdate", made);
    reaction.react(message);
    return message;
  }

  @Test
  void aSlowDriftAddsUpAndTheAgeIsThatOfTheLastReport() throws InterruptedException {
    Reaction state = services.make(new State(), Map.of("field", "v", "change", 5));
    react(state, 10, 0);
    assertFalse(react(state, 13, 60).has("subject"));
    assertFalse(react(state, 15, 120).has("subject"), "exactly 5 is not more than 5");
    Message far = react(state, 16, 180);
    assertEquals("D-root: v changed: 10 => 16 (3m)", far.text("subject"));
    assertEquals(6, far.number("state_change").orElseThrow());
  }

  @Test
  void aFallIsTheNewGroundToRiseFrom() throws InterruptedException {
    Reaction state = services.make(new State(), Map.of("field", "v", "increase", 5));
    react(state, 10, 0);
    react(state, 4, 0);
    assertEquals("D-root: v increased: 4 => 9", react(state, 9, 0).text("subject"));
  }

  @Test
  void theChangeIsRoundedTo15Digits() throws InterruptedException {
    Reaction state = services.make(new State(), Map.of("field", "v", "change", 5));
    react(state, 0.1, 0);
    assertEquals("0.2", react(state, 0.3, 0).text("state_change"));
    assertEquals("12345678.8", react(state, "12345678.9", 0).text("state_change"));
  }

  @Test
  void textChangesToo() throws InterruptedException {
    Reaction state = services.make(new State(), Map.of("field", "v"));
    react(state, "up", 0);
    assertFalse(react(state, "up", 0).has("subject"));
    assertEquals("D-root: v changed: up => down", react(state, "down", 0).text("subject"));
  }
}
