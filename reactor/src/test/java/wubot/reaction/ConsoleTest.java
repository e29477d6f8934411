// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import wubot.message.Message;

class ConsoleTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Console.Line console(Instant now, String zone, boolean checksum, boolean ansi) {
    TestServices services = new TestServices(Path.of("home"), ZoneId.of(zone));
    services.now(now);
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new Console.Line(services.clock(), "joe", out, checksum, ansi);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> recordedLines() {
    return Conformance.cases("reactor_console.json").stream()
        .map(c -> DynamicTest.dynamicTest((String) c.get("ref"), () -> recordedLine(c)));
  }

  private void recordedLine(Map<String, Object> c) {
    Instant now = Instant.ofEpochSecond((long) c.get("now"));
    Message message = Message.of(Conformance.map(c.get("message")));
    console(now, (String) c.get("timezone"), false, false).react(message);
    if (c.get("expect_text") == null) {
      assertFalse(message.has("console.joe.text"));
    } else {
      assertTrue(printed().endsWith(c.get("expect_text") + System.lineSeparator()), printed());
      assertEquals(c.get("expect_text"), message.text("console.joe.text"));
      assertEquals(c.get("expect_color"), message.text("console.joe.color"));
    }
  }

  @Test
  void aTextWithoutASubjectIsNoNotice() {
    Message message = Message.of("subject_text", "x").with("subject", "0");
    console(Instant.ofEpochSecond(0), "UTC", false, false).react(message);
    assertEquals("", printed());
    assertFalse(message.has("console.joe.text"));
  }

  @Test
  void aFreshMessageShowsItsTimeAloneAndItsChecksum() {
    Message message =
        Message.of("subject", "up again")
            .with("username", "ann")
            .with("checksum", "0123456789abcdef")
            .with("lastupdate", 1_314_399_940);
    console(Instant.ofEpochSecond(1_314_400_000), "UTC", true, false).react(message);
    assertEquals("23:05:40 01234567> ann: up again", printed().strip());
  }

  @Test
  void textFromOutsideCannotDriveTheTerminal() {
    Message message = Message.of("subject", "x\u001b[2J\ny").with("color", "red");
    console(Instant.ofEpochSecond(1_314_400_000), "UTC", false, true).react(message);
    assertEquals("\u001b[31m2011/08/26 23:06:40> x [2J y\u001b[0m", printed().strip());
  }
}
