// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wubot.message.Message;
import wubot.rule.Reaction;

class StatusTest {

  private final TestServices services = new TestServices(Path.of("home"));
  private final Reaction status = services.make(new Status(), Map.of());
  private long now = 1000;

  private Message react(String status, String subject) throws InterruptedException {
    Message message = Message.of("key", "Ping-joe").with("status", status);
    message.put("lastupdate", now += 10);
    if (!subject.isEmpty()) {
      message.put("subject", subject);
    }
    this.status.react(message);
    return message;
  }

  @Test
  void theEndOfAnAnnouncedProblemIsAnnouncedOnce() throws InterruptedException {
    react("OK", "");
    react("CRITICAL", "no answer");
    react("CRITICAL", "no answer");
    Message over = react("OK", "");
    assertEquals("Ping-joe: OK again [2x CRITICAL (20s)]", over.text("subject"));
    assertEquals("green", over.text("color"));
    assertFalse(react("OK", "").has("subject"));
  }

  @Test
  void theEndOfAProblemThatNobodySawIsNotAnnounced() throws InterruptedException {
    react("CRITICAL", "");
    assertFalse(react("OK", "").has("subject"));
  }

  @Test
  void aProblemThatGetsMilderOnTheWayIsStillAnnouncedAsOver() throws InterruptedException {
    react("CRITICAL", "no answer");
    react("WARNING", "");
    assertEquals("Ping-joe: OK again [1x WARNING (10s)]", react("OK", "").text("subject"));
  }

  @Test
  void hostsAndItemsUnderOneKeyAreFollowedApart() throws InterruptedException {
    assertEquals("1", on("box", "/", "CRITICAL").text("status_count"));
    assertEquals("1", on("server", "/", "OK").text("status_count"));
    assertEquals("1", on("box", "/home", "OK").text("status_count"));
    assertEquals("2", on("box", "/", "CRITICAL").text("status_count"));
    Message over = on("box", "/", "OK");
    assertEquals("DiskSpace-all /: OK again [2x CRITICAL (40s)]", over.text("subject"));
  }

  private Message on(String host, String mount, String status) throws InterruptedException {
    Message message =
        Message.of("key", "DiskSpace-all")
            .with("hostname", host)
            .with("item", mount)
            .with("status", status)
            .with("lastupdate", now += 10);
    if (!status.equals("OK")) {
      message.put("subject", "full");
    }
    this.status.react(message);
    return message;
  }

  @Test
  void aSubjectOfItsOwnIsKept() throws InterruptedException {
    react("CRITICAL", "no answer");
    assertEquals("answers", react("OK", "answers").text("subject"));
  }

  @Test
  void impossibleTimesAreNone() throws InterruptedException {
    for (Object made : new Object[] {-1e18, 1e18, 1e300, "nan", "soon"}) {
      Message message =
          Message.of("key", "Ping-joe").with("status", "CRITICAL").with("subject", "s");
      status.react(message.with("lastupdate", made));
      assertEquals("0", message.text("status_since"));
    }
  }

  @Test
  void wordsThatAreNoStatusAreLeftAlone() throws InterruptedException {
    assertFalse(react("ok", "fine").has("status_count"));
  }
}
