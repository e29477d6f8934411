// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Reaction;
import wubot.rule.Reaction.Verdict;

class FlowTest {

  private static final long NOW = 1_700_000_000;
  private static final String ROOM = "ops@rooms.example.org";

  @TempDir Path home;

  private TestServices services;

  private Reaction flow(Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>();
    config.put("name", "deploy");
    config.put("start", "deploy");
    config.put(
        "steps",
        List.of(
            Map.of(
                "ask",
                "Which version?",
                "as",
                "version",
                "check",
                "version matches ^[0-9.]+$",
                "otherwise",
                "No version: {{ answer }}"),
            Map.of("ask", "Where to put {{ version }}?", "as", "target")));
    config.put("done", "{{ version }} goes to {{ target }}");
    config.put("directory", "chat");
    config.putAll(more);
    services = services == null ? new TestServices(home) : services;
    return services.make(new Flow(), config);
  }

  private List<String> said() {
    return services.queue(home.resolve("chat")).stream().map(m -> m.text("text")).toList();
  }

  private static Message line(String text, long when) {
    return HelpDeskTest.line("", text, when);
  }

  private static Message inRoom(String nick, String addressed, String text) {
    return HelpDeskTest.line(ROOM, text, NOW).with("nick", nick).with("addressed", addressed);
  }

  @Test
  void theLastAnswerGoesOnWithAllAnswers() throws Exception {
    Reaction flow = flow(Map.of());
    Message before = line("hello", NOW);
    assertEquals(Verdict.ASIDE, flow.admit(before));
    assertFalse(before.has("flow"));
    Message start = line("deploy", NOW + 1);
    assertEquals(Verdict.ASIDE, flow.admit(start));
    assertEquals("deploy", start.text("flow"));
    assertEquals(Verdict.ASIDE, flow.admit(line("the newest", NOW + 2)));
    assertEquals(Verdict.ASIDE, flow.admit(line("1.2", NOW + 3)));
    Message last = line("joe; rm -rf / {{ password }}", NOW + 4);
    assertEquals(Verdict.PASS, flow.admit(last));
    assertEquals("1.2", last.text("version"));
    assertEquals("joe; rm -rf / {{ password }}", last.text("target"));
    assertTrue(last.isTrue("flow_done"));
    assertFalse(last.has("command"));
    assertEquals(
        List.of(
            "Which version?",
            "No version: the newest",
            "Where to put 1.2?",
            "1.2 goes to joe; rm -rf / {{ password }}"),
        said());
    Message after = line("joe", NOW + 5);
    assertEquals(Verdict.ASIDE, flow.admit(after));
    assertFalse(after.has("flow"));
    assertTrue(services.conversations().isUnderway("ann@example.org", NOW + 6));
    assertFalse(services.conversations().isUnderway("ann@example.org", NOW + 100));
  }

  @Test
  void itIsOverAfterItsLimitAndEachAnswerRenewsIt() throws Exception {
    Reaction flow = flow(Map.of("limit", "1m"));
    flow.admit(line("deploy", NOW));
    flow.admit(line("x", NOW + 50));
    flow.admit(line("1.2", NOW + 100));
    Message late = line("joe", NOW + 160);
    assertEquals(Verdict.ASIDE, flow.admit(late));
    assertFalse(late.has("flow"));
    assertEquals(3, said().size());
  }

  @Test
  void itCanBeCancelledAndBegunAnew() throws Exception {
    Reaction flow = flow(Map.of());
    flow.admit(line("deploy", NOW));
    flow.admit(line("Cancel", NOW + 1));
    Message after = line("1.2", NOW + 2);
    flow.admit(after);
    assertFalse(after.has("flow"));
    flow.admit(line("deploy", NOW + 3));
    flow.admit(line("1.2", NOW + 4));
    flow.admit(line("deploy", NOW + 5).with("addressed", "prefix"));
    assertEquals(
        List.of(
            "Which version?",
            "Cancelled.",
            "Which version?",
            "Where to put 1.2?",
            "Which version?"),
        said());
  }

  @Test
  void eachPersonHasOneOfTheirOwnOrARoomOneTogether() throws Exception {
    Reaction own = flow(Map.of());
    own.admit(inRoom("ann", "prefix", "deploy"));
    own.admit(inRoom("bob", "prefix", "deploy"));
    own.admit(inRoom("ann", "name", "1.2"));
    Message command = inRoom("bob", "prefix", "status");
    assertEquals(Verdict.ASIDE, own.admit(command));
    assertFalse(command.has("flow"));
    own.admit(inRoom("bob", "name", "3.4"));
    assertEquals(
        List.of("Which version?", "Which version?", "Where to put 1.2?", "Where to put 3.4?"),
        said());

    services = new TestServices(home);
    Reaction together = flow(Map.of("per", "room"));
    together.admit(inRoom("ann", "prefix", "deploy"));
    together.admit(inRoom("bob", "name", "5.6"));
    assertEquals(List.of("Which version?", "Where to put 5.6?"), said());
    assertEquals(ROOM, services.queue(home.resolve("chat")).get(0).text("room"));
  }

  @Test
  void besideTheWalkTheFinishedFlowComesBackOnceWhateverIsRepeated() throws Exception {
    Reaction flow = flow(Map.of());
    flow.react(line("deploy", NOW));
    flow.react(line("deploy", NOW));
    flow.react(line("1.2", NOW + 1));
    flow.react(line("joe", NOW + 2));
    flow.react(line("joe", NOW + 2));
    EventTime time = services.time();
    Reaction afterCrash = flow(Map.of()); // nothing said yet: found in its file
    assertTrue(afterCrash.ripe(time).isPresent());
    List<Message> back = afterCrash.speak(time);
    assertEquals(1, back.size());
    assertEquals("1.2", back.get(0).text("version"));
    assertEquals("id joe" + (NOW + 2) + "#deploy", back.get(0).text("event_id"));
    assertTrue(afterCrash.ripe(time).isEmpty());
    Reaction again = flow(Map.of());
    assertTrue(again.ripe(time).isEmpty());
    assertEquals(
        List.of("Which version?", "Which version?", "Where to put 1.2?"), said().subList(0, 3));
  }

  @Test
  void stepsThatCannotBeAreRefused() {
    for (Object steps :
        List.of(
            List.of(),
            "ask",
            List.of("ask"),
            List.of(Map.of("ask", "x", "as", "command")),
            List.of(Map.of("ask", "x", "as", "A b")),
            List.of(Map.of("as", "a")),
            List.of(Map.of("ask", "x", "as", "a", "chek", "y")),
            List.of(Map.of("ask", "x", "as", "a", "check", "a matches")),
            List.of(Map.of("ask", "x", "as", "a"), Map.of("ask", "y", "as", "a")))) {
      assertThrows(IllegalArgumentException.class, () -> flow(Map.of("steps", steps)));
    }
    for (Object start : List.of("", List.of(), List.of("go", " "), "go now")) {
      assertThrows(IllegalArgumentException.class, () -> flow(Map.of("start", start)));
    }
  }
}
