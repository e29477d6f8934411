// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Reaction;
import wubot.rule.ReactionType;

/** The recorded sequences of Status and State. */
class StatefulConformanceTest {

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> sequences() {
    Map<String, TestServices> shared = new HashMap<>();
    return Conformance.cases("reactor_sequences.json").stream()
        .filter(c -> !c.get("plugin").equals("Command") && !c.containsKey("numbers"))
        .map(
            c -> {
              String name = (String) c.get("sequence");
              // What #16 leaves behind is what #17 speaks of.
              String ground = name.replace("state.t #17", "state.t #16");
              return DynamicTest.dynamicTest(
                  name, () -> run(c, shared.computeIfAbsent(ground, g -> new TestServices(home))));
            });
  }

  private static void run(Map<String, Object> sequence, TestServices services)
      throws InterruptedException {
    ReactionType type = sequence.get("plugin").equals("Status") ? new Status() : new State();
    String watched =
        sequence.get("sequence").toString().endsWith("state.t #14") ? "testfield" : "a";
    int number = 0;
    for (Map<String, Object> step : Conformance.maps(sequence.get("steps"))) {
      String where = sequence.get("sequence") + " step " + ++number;
      Instant now = Instant.ofEpochSecond((long) step.get("now"));
      services.now(now);
      if (step.containsKey("monitor")) {
        Reaction watch = services.make(type, Map.of("field", watched));
        List<Message> said = silent(watch, now.getEpochSecond());
        assertEquals(
            keys(Conformance.maps(step.get("expect_messages"))),
            keys(said.stream().map(Message::asMap).toList()),
            where);
        if (!said.isEmpty()) {
          // The last reminder is the one of now; the original, asleep until then, knew of no other.
          Map<String, Object> last = said.get(said.size() - 1).asMap();
          assertEquals("CRITICAL", last.get("status"), where);
          assertTrue(last.get("subject").toString().contains(" not updated in "), where);
        }
      } else {
        Map<String, Object> config = new LinkedHashMap<>(Conformance.map(sequence.get("config")));
        config.putAll(Conformance.map(step.get("config")));
        Message message = Message.of(Conformance.map(step.get("message")));
        services.make(type, config).react(message);
        Conformance.assertSame(Conformance.map(step.get("expect")), message, where);
      }
    }
  }

  private static Set<Object> keys(List<Map<String, Object>> messages) {
    return messages.stream().map(m -> m.get("key")).collect(Collectors.toSet());
  }

  /** What is said when the time of the messages has come to this; each thing once. */
  private static List<Message> silent(Reaction state, long moment) {
    EventTime time =
        new EventTime() {
          @Override
          public long of(Message message) {
            return moment;
          }

          @Override
          public long ripeness(String host, long due) {
            return due;
          }

          @Override
          public long latest() {
            return moment;
          }
        };
    List<Message> said = new ArrayList<>();
    while (state.ripe(time).isPresent()) {
      said.addAll(state.speak(time));
    }
    return said;
  }

  @Test
  void repeatsAreAnnouncedAtFibonacciNumbers() {
    for (Map<String, Object> c : Conformance.cases("reactor_sequences.json")) {
      for (Map<String, Object> number : Conformance.maps(c.get("numbers"))) {
        long n = (long) number.get("number");
        assertEquals(number.get("expect"), Status.announced(n), "count " + n);
      }
    }
    assertFalse(Status.announced(88));
  }
}
