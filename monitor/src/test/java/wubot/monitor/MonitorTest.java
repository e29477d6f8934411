// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.monitor.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;

class MonitorTest {

  @TempDir Path home;
  private final MemoryQueues queue = new MemoryQueues();
  private final TestCase check = new TestCase();
  private Monitor monitor;

  @AfterEach
  void stop() {
    check.release.countDown();
    if (monitor != null) {
      monitor.close();
    }
  }

  private void save(String file, String text) throws IOException {
    Path path = home.resolve("config/plugins").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void start() throws IOException {
    monitor =
        new Monitor(
            home,
            "joe.example.org",
            Clock.systemUTC(),
            new Random(1),
            PluginTypes.of(check),
            queue);
    monitor.start();
  }

  private List<String> texts() {
    return queue.accepted().stream().map(m -> m.text("text")).toList();
  }

  @Test
  void putsWhatAChecksSaysOnTheMainQueueWithTheStandardFields() throws Exception {
    save("TestCase/a.yaml", "text: abc\ndelay: 1h\npassword: hush-hush\n");
    start();
    until("a message", () -> !queue.accepted().isEmpty());
    Message message = queue.accepted().get(0);
    assertEquals("abc", message.text("text"));
    assertEquals("TestCase-a", message.text("key"));
    assertEquals("TestCase", message.text("plugin"));
    assertEquals("joe", message.text("hostname"));
    assertEquals("abc", message.text("config.text"));
    assertEquals("3600", message.text("config.delay"));
    assertTrue(message.number("lastupdate").isPresent());
    assertFalse(message.toString().contains("hush"), message.toString());
  }

  @Test
  void runsACheckAgainAndAgain() throws Exception {
    save("TestCase/a.yaml", "delay: 0.05\n");
    start();
    until("five messages", () -> queue.accepted().size() >= 5);
    assertEquals("5", queue.accepted().get(4).text("count"));
  }

  @Test
  void aCheckThatAsksToLookAgainAtOnceIsNeverForgotten() throws Exception {
    check.next = Optional.of(java.time.Duration.ZERO);
    save("TestCase/a.yaml", "delay: 1h\n");
    start();
    until("many runs", () -> queue.accepted().size() > 200);
  }

  @Test
  void aHangingCheckDelaysNoOther() throws Exception {
    save("TestCase/fine.yaml", "text: fine\ndelay: 0.05\n");
    for (int i = 0; i < 30; i++) {
      save("TestCase/hang" + i + ".yaml", "stubborn: true\ntimeout: 0.2\ndelay: 0.05\n");
    }
    start();
    until("thirty time-outs", () -> queue.subjects().size() == 30);
    int soFar = queue.accepted().size();
    until("more from the other", () -> queue.accepted().size() > soFar + 5);
    assertEquals(
        List.of("Timed out after 0.2 seconds"), queue.subjects().stream().distinct().toList());
  }

  @Test
  void aCheckThatIgnoresItsDeadlineIsBackOnScheduleWhenItReturns() throws Exception {
    save("TestCase/a.yaml", "stubborn: true\ntimeout: 0.1\ndelay: 0.05\n");
    start();
    until("the time-out", () -> queue.subjects().size() == 1);
    check.release.countDown();
    until("the recovery", () -> queue.subjects().size() >= 2);
    assertTrue(queue.subjects().get(1).startsWith("OK: TestCase-a works again"));
  }

  @Test
  void aSavedChangeRestartsThatInstanceAlone() throws Exception {
    save("TestCase/a.yaml", "text: old\ndelay: 1h\n");
    save("TestCase/b.yaml", "text: other\ndelay: 1h\n");
    start();
    until("both", () -> queue.accepted().size() == 2);
    save("TestCase/a.yaml", "text: new\ndelay: 1h\n");
    until("the new one", () -> texts().contains("new"));
    assertEquals(3, queue.accepted().size());
    assertEquals("2", queue.accepted().get(2).text("count"), "what it remembered stays");
    assertEquals(1, check.closed.get());
  }

  private void saveSecret(String name, String text) throws IOException {
    Path path = home.resolve("secrets").resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void aChangedSecretRestartsTheInstanceThatRefersToItAlone() throws Exception {
    saveSecret("a", "old\n");
    saveSecret("b", "other\n");
    save("TestCase/a.yaml", "text: 'a ${file:secrets/a}'\ndelay: 1h\n");
    save("TestCase/b.yaml", "text: 'b ${file:secrets/b}'\ndelay: 1h\n");
    start();
    until("both", () -> queue.accepted().size() == 2);
    saveSecret("b", "other\n"); // as it was
    saveSecret("a", "new\n");
    until("the new one", () -> texts().contains("a new"));
    saveSecret("a", "newer\n");
    until("the newer one", () -> texts().contains("a newer"));
    assertEquals(4, queue.accepted().size());
    assertEquals(2, check.closed.get());
  }

  @Test
  void aSecretThatIsMissingStartsItsInstanceWhenItAppears() throws Exception {
    save("TestCase/a.yaml", "text: '${file:secrets/a}'\ndelay: 1h\n");
    save("TestCase/b.yaml", "text: other\ndelay: 1h\n");
    start();
    until("the other", () -> texts().equals(List.of("other")));
    saveSecret("a", "here\n");
    until("the late one", () -> texts().contains("here"));
    assertEquals(0, check.closed.get());
  }

  @Test
  void aSecretThatGoesLeavesTheLastGoodOneRunning() throws Exception {
    saveSecret("a", "old");
    save("TestCase/a.yaml", "text: '${file:secrets/a}'\ndelay: 0.05\n");
    start();
    until("the first", () -> texts().contains("old"));
    Files.delete(home.resolve("secrets/a"));
    save("TestCase/b.yaml", "text: seen\ndelay: 1h\n"); // taken up after, or with, the removal
    until("the other", () -> texts().contains("seen"));
    int soFar = queue.accepted().size();
    until("more of the good one", () -> queue.accepted().size() > soFar + 3);
    saveSecret("a", "new");
    until("the new one", () -> texts().contains("new"));
  }

  @Test
  void aSecretOfReactRulesCountsAsWell() throws Exception {
    saveSecret("a", "old");
    String react =
        "react: [{name: r, plugin: SetField, config: {set: {text: '${file:secrets/a}'}}}]";
    save("TestCase/a.yaml", react + "\ndelay: 1h\n");
    start();
    until("the first", () -> texts().contains("old"));
    saveSecret("a", "new");
    until("the new one", () -> texts().contains("new"));
  }

  @Test
  void aBrokenSaveLeavesTheLastGoodOneRunning() throws Exception {
    save("TestCase/a.yaml", "text: good\ndelay: 0.05\n");
    save("TestCase/b.yaml", "text: other\ndelay: 1h\n");
    start();
    until("the first", () -> texts().contains("good") && texts().contains("other"));
    save("TestCase/a.yaml", "\ttext: bad\n");
    save("TestCase/b.yaml", "text: seen\ndelay: 1h\n"); // taken up after, or with, the broken one
    until("the other", () -> texts().contains("seen"));
    int soFar = queue.accepted().size();
    until("more of the good one", () -> queue.accepted().size() > soFar + 3);
    save("TestCase/a.yaml", "odd: 2\ndelay: 0.05\n"); // the check itself refuses this one
    save("TestCase/b.yaml", "text: again\ndelay: 1h\n");
    until("the other", () -> texts().contains("again"));
    int later = queue.accepted().size();
    until("more of the good one", () -> queue.accepted().size() > later + 3);
    save("TestCase/a.yaml", "text: mended\ndelay: 0.05\n");
    until("the mended one", () -> texts().contains("mended"));
  }

  @Test
  void newFilesStartAndRemovedOnesStop() throws Exception {
    start();
    save("TestCase/a.yaml", "text: new\ndelay: 0.05\n");
    until("the new one", () -> texts().contains("new"));
    Files.delete(home.resolve("config/plugins/TestCase/a.yaml"));
    until("its end", () -> check.closed.get() == 1);
    save("TestCase/b.yaml", "text: later\nenabled: false\n");
    save("TestCase/c.yaml", "text: last\n");
    until("the last", () -> texts().contains("last"));
    assertFalse(texts().contains("later"));
  }

  @Test
  void oneBadFileDisablesOneInstance() throws Exception {
    save("TestCase/bad.yaml", "txet: abc\n");
    save("Unknown/x.yaml", "text: abc\n");
    save("TestCase/list.yaml", "- a\n");
    save("TestCase/odd.yaml", "odd: 2\n");
    save("TestCase/quick.yaml", "delay: 0\n");
    save("TestCase/good.yaml", "text: good\ndelay: 1h\n");
    start();
    until("the good one", () -> texts().equals(List.of("good")));
  }

  @Test
  void aFailureIsOneMessageAndARecoveryIsOneMore() throws Exception {
    check.failure = Optional.of(new CheckFailure("the disk is on fire\nin two places"));
    save("TestCase/a.yaml", "delay: 0.02\n");
    start();
    until("several failures", () -> check.runs.get() >= 4);
    assertEquals(List.of("CRITICAL: the disk is on fire"), queue.subjects());
    Message critical = queue.accepted().get(0);
    assertEquals("CRITICAL", critical.text("status"));
    assertEquals("red", critical.text("color"));
    assertEquals("the disk is on fire\nin two places", critical.text("errmsg"));
    monitor.close(); // and a restart does not begin a second episode
    int runs = check.runs.get();
    start();
    until("more failures", () -> check.runs.get() > runs + 1);
    assertEquals(1, queue.accepted().size());
    check.failure = Optional.empty();
    until("the recovery", () -> queue.subjects().size() == 2);
    assertTrue(queue.subjects().get(1).startsWith("OK: TestCase-a works again after failing "));
    assertEquals("OK", queue.accepted().get(1).text("status"));
  }

  @Test
  void anErrorInsideACheckIsAFailureOfThatCheckAlone() throws Exception {
    check.failure = Optional.of(new IllegalStateException("who wrote this?"));
    save("TestCase/a.yaml", "delay: 1h\n");
    start();
    until("the failure", () -> queue.subjects().size() == 1);
    assertEquals(
        "CRITICAL: error inside the plugin, the log says where: who wrote this?",
        queue.subjects().get(0));
  }

  @Test
  void secretsAreStarsInFailures() throws Exception {
    save("TestCase/a.yaml", "die: true\npassword: sesame\n");
    start();
    until("the failure", () -> queue.subjects().size() == 1);
    assertEquals("CRITICAL: Testing Error ****", queue.subjects().get(0));
  }

  @Test
  void whileTheQueueIsFullMessagesWaitAndTheStateDoesNotAdvance() throws Exception {
    save("TestCase/a.yaml", "delay: 0.05\n");
    queue.full(true);
    start();
    until("two tries", () -> queue.refusals() >= 2);
    assertEquals(1, check.runs.get(), "it does not look again before it could tell");
    assertFalse(Files.exists(home.resolve("state/monitor/TestCase-a.json")));
    queue.full(false);
    until("the messages", () -> queue.accepted().size() >= 3);
    assertEquals(
        List.of("1", "2", "3"),
        queue.accepted().subList(0, 3).stream().map(m -> m.text("count")).toList());
  }

  @Test
  void lastRunsSurviveARestart() throws Exception {
    save("TestCase/daily.yaml", "text: daily\ndelay: 1d\n");
    start();
    until("the first", () -> queue.accepted().size() == 1);
    monitor.close();
    save("TestCase/other.yaml", "text: other\ndelay: 1d\n");
    start();
    until("the other", () -> texts().contains("other"));
    assertEquals(List.of("daily", "other"), texts());
  }

  @Test
  void stopsWithChecksUnderWay() throws Exception {
    save("TestCase/hang.yaml", "hang: true\n");
    start();
    until("the check", () -> check.runs.get() == 1);
    monitor.close();
    assertEquals(1, check.interrupted.get());
    assertEquals(1, check.closed.get());
    assertEquals(List.of(), queue.accepted(), "being stopped is no failure");
    monitor = null;
  }
}
