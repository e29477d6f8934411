// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;
import wubot.rule.Reaction;

class HelpDeskTest {

  private static final long NOW = 1_700_000_000;

  @TempDir Path home;

  /** What Chat makes of a line. */
  static Message line(String room, String text, long when) {
    String[] parts = text.split("\\s+", 2);
    Message message =
        Message.of("key", "Chat-ops")
            .with("command", parts[0].toLowerCase(java.util.Locale.ROOT))
            .with("args", parts.length == 1 ? "" : parts[1])
            .with("body", text)
            .with("addressed", room.isEmpty() ? "chat" : "prefix")
            .with("from", "ann@example.org")
            .with("room", room)
            .with("reply_to", room.isEmpty() ? "ann@example.org" : room)
            .with("event_id", "id " + text + when)
            .with("lastupdate", when);
    return room.isEmpty() ? message : message.with("nick", "ann");
  }

  private static String ask(Reaction desk, String text, long when) throws Exception {
    Message message = line("", text, when);
    desk.react(message);
    return message.text("answer");
  }

  private static boolean holds(Reaction silence, Message message) throws Exception {
    return silence.admit(message) == Reaction.Verdict.HOLD;
  }

  private static Message disk(String host, long when) {
    return Message.of("key", "DiskSpace-root")
        .with("hostname", host)
        .with("status", "WARNING")
        .with("lastupdate", when);
  }

  @Test
  void aSilenceHoldsBackUntilItIsOverOrEnded() throws Exception {
    TestServices services = new TestServices(home);
    services.now(Instant.ofEpochSecond(NOW));
    Path file = home.resolve("state/silences.yaml");
    Reaction desk = services.make(new HelpDesk(), Map.of("silences", file.toString()));
    Reaction silence = services.make(new Silence(), Map.of("file", file.toString()));
    assertFalse(holds(silence, disk("joe", NOW)));

    String said = ask(desk, "silence joe for 2h because of \"new\" disks: #1", NOW);
    assertTrue(
        said.matches("Silence [0-9a-f]{6} until 2023-11-15 00:13: hostname = \"joe\".*"), said);
    assertTrue(holds(silence, disk("joe", NOW)));
    assertTrue(holds(silence, disk("joe", NOW + 7199)));
    assertFalse(holds(silence, disk("joe", NOW + 7200)));
    assertFalse(holds(silence, disk("mike", NOW)));
    ask(desk, "SILENCE hostname = mike AND status = WARNING for 1d", NOW + 1);
    assertTrue(holds(silence, disk("mike", NOW + 2)));

    String all = ask(desk, "silences", NOW + 3);
    assertEquals(2, all.lines().count(), all);
    assertTrue(all.contains("by ann@example.org"), all);
    assertTrue(all.contains("(of \"new\" disks: #1)"), all);
    String id = all.substring(0, 6);
    assertEquals("Silence " + id + " is over.", ask(desk, "unsilence " + id, NOW + 4));
    assertFalse(holds(silence, disk("joe", NOW + 5)));
    assertTrue(ask(desk, "unsilence " + id, NOW + 6).startsWith("There is no silence"));
    assertEquals("Nothing is silenced.", ask(desk, "silences", NOW + 200_000));
  }

  @Test
  void theSameLineTwiceMakesOneSilence() throws Exception {
    Path file = home.resolve("silences.yaml");
    Files.writeString(file, "# by hand\n- matcher: hostname = eve\n  reason: away\n");
    Reaction desk =
        new TestServices(home).make(new HelpDesk(), Map.of("silences", file.toString()));
    String first = ask(desk, "silence joe for 2h", NOW);
    assertEquals(first, ask(desk, "silence joe for 2h", NOW));
    assertEquals(4, Files.readAllLines(file).size());
    assertEquals("# by hand", Files.readAllLines(file).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "silence",
        "silence joe",
        "silence joe for ever",
        "silence joe for -2h",
        "silence joe for 9999d",
        "silence  for 2h",
        "silence hostname = for 2h",
        "silence ${file:/etc/passwd} for 2h",
        "silence joe for 2h because ${env:HOME}",
        "silence (((( for 2h"
      })
  void whatIsNoSilenceIsToldAndChangesNothing(String text) throws Exception {
    Path file = home.resolve("silences.yaml");
    Reaction desk =
        new TestServices(home).make(new HelpDesk(), Map.of("silences", file.toString()));
    String answer = ask(desk, text, NOW);
    assertFalse(answer.isEmpty());
    assertFalse(answer.startsWith("Silence "), answer);
    assertFalse(Files.exists(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"joe\"", "a\nb", "x: y", "- {", "*&!|>%@`", "…ü\u2028"})
  void whateverIsSaidTheFileStaysReadable(String reason) throws Exception {
    TestServices services = new TestServices(home);
    services.now(Instant.ofEpochSecond(NOW));
    Path file = home.resolve("silences.yaml");
    Reaction desk = services.make(new HelpDesk(), Map.of("silences", file.toString()));
    Reaction silence = services.make(new Silence(), Map.of("file", file.toString()));
    assertTrue(ask(desk, "silence joe for 2h because " + reason, NOW).startsWith("Silence "));
    assertTrue(ask(desk, "silence mike for 2h", NOW).startsWith("Silence "));
    assertTrue(holds(silence, disk("mike", NOW)));
    assertTrue(holds(silence, disk("joe", NOW)));
  }

  @Test
  void whoTakesCareOfAProblemIsKnownToEscalate() throws Exception {
    TestServices services = new TestServices(home);
    Reaction desk = services.make(new HelpDesk(), Map.of());
    assertEquals(
        "ann@example.org takes care of joe DiskSpace-root.",
        ask(desk, "ack joe DiskSpace-root", NOW));
    Acknowledgements noted = Acknowledgements.of(services);
    assertEquals("ann@example.org", noted.by("joe DiskSpace-root", NOW - 5));
    assertTrue(noted.until("joe DiskSpace-root", NOW + 5, NOW + 9).isEmpty());
    ask(desk, "ack other for 4h", NOW);
    assertEquals(NOW + 14_400, noted.until("other", NOW, NOW).orElseThrow());
    assertTrue(ask(desk, "ack", NOW).startsWith("Say which problem"));
  }

  @Test
  void helpNamesWhatThereIs() throws Exception {
    Reaction desk =
        new TestServices(home).make(new HelpDesk(), Map.of("also", List.of("deploy: to a host")));
    String help = ask(desk, "help", NOW);
    for (String command : List.of("help", "status", "silence MATCHER", "ack KEY", "deploy")) {
      assertTrue(help.contains(command), help);
    }
    assertEquals("deploy – to a host", ask(desk, "help deploy", NOW));
    assertEquals("", ask(desk, "deploy", NOW));
    assertTrue(ask(desk, "status", NOW).startsWith("joe: nothing needs attention\n"));
    String instance = ask(desk, "show instance id", NOW);
    assertTrue(instance.matches("joe, [0-9a-f-]{36}, wubot .+"), instance);
    assertEquals(instance, ask(desk, "show_instance_id", NOW));
  }

  @Test
  void whatNobodyUnderstandsIsAnsweredInAChatAlone() throws Exception {
    Reaction desk = new TestServices(home).make(new HelpDesk(), Map.of());
    assertTrue(ask(desk, "hello", NOW).contains("help"));
    Message inRoom = line("ops@rooms.example.org", "hello", NOW);
    desk.react(inRoom);
    assertFalse(inRoom.has("answer"));
    Message ofFlow = line("", "hello", NOW).with("flow", "deploy");
    desk.react(ofFlow);
    assertFalse(ofFlow.has("answer"));
  }
}
