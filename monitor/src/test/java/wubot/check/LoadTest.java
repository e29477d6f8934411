// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

class LoadTest {

  @TempDir Path tmp;

  private CheckBench bench(String yaml) {
    return CheckBench.of(new Load(tmp), yaml, tmp);
  }

  private void load(String five) throws IOException {
    Files.writeString(tmp.resolve("loadavg"), "0.10 " + five + " 0.30 1/200 4711\n");
    Files.writeString(tmp.resolve("uptime"), "12345.67 20000.00\n");
  }

  @Test
  void thisHostHasALoad() throws Exception {
    Message message = CheckBench.of(new Load(), "delay: 1m", tmp).run().get(0);
    assertTrue(message.number("load01").orElse(-1) >= 0, message.toString());
    assertTrue(message.number("load15").orElse(-1) >= 0, message.toString());
    assertTrue(message.number("uptime").orElse(0) > 0, message.toString());
    assertTrue(message.number("cpus").orElse(0) >= 1, message.toString());
    assertEquals("OK", message.text("status"));
    assertFalse(message.has("subject"));
  }

  @Test
  void aSubjectComesWhenTheStatusChangesAndNotInBetween() throws Exception {
    CheckBench bench = bench("warning_load: 2\ncritical_load: 4");
    load("2.00");
    assertEquals(List.of(""), bench.subjects());
    load("2.01");
    assertEquals(List.of("WARNING: load over 5 minutes is 2.01, above 2"), bench.subjects());
    assertEquals(List.of(""), bench.subjects());
    bench.restart();
    assertEquals(List.of(""), bench.subjects());
    load("9");
    assertEquals(List.of("CRITICAL: load over 5 minutes is 9, above 4"), bench.subjects());
    load("1");
    assertEquals(List.of("OK: load over 5 minutes is 1"), bench.subjects());
    assertEquals(List.of(""), bench.subjects());
  }

  @Test
  void aReminderComesAsOftenAsConfigured() throws Exception {
    load("5");
    CheckBench hourly = bench("critical_load: 4\nremind: 1h");
    assertEquals(1, hourly.subjects().stream().filter(s -> !s.isEmpty()).count());
    hourly.clock().advance(Duration.ofMinutes(59));
    assertEquals(List.of(""), hourly.subjects());
    hourly.clock().advance(Duration.ofMinutes(1));
    assertEquals(List.of("CRITICAL: load over 5 minutes is 5, above 4"), hourly.subjects());
    assertEquals(List.of(""), hourly.subjects());

    CheckBench always = bench("critical_load: 4\nremind: 0s");
    assertFalse(always.subjects().contains(""));
    assertFalse(always.subjects().contains(""));
  }

  @Test
  void limitsCanBePerCpu() throws Exception {
    int cpus = Runtime.getRuntime().availableProcessors();
    CheckBench bench = bench("warning_load: 2\nper_cpu: true");
    load(Double.toString(2 * cpus));
    assertEquals("OK", bench.run().get(0).text("status"));
    load(Double.toString(2 * cpus + 0.5));
    assertEquals("WARNING", bench.run().get(0).text("status"));
  }

  @Test
  void limitsInTheWrongOrderAreExplained() {
    assertEquals(
        List.of("warning_load (8) would never be seen: it lies beyond critical_load (4)"),
        CheckBench.problems(new Load(), "warning_load: 8\ncritical_load: 4", tmp));
  }

  @Test
  void theOutputOfACommandCanBeReadInstead() throws Exception {
    Path file = Files.writeString(tmp.resolve("up"), "load averages: 0.16 7.23 0.24\n");
    CheckBench bench = bench("command: cat " + file + "\ncritical_load: 5");
    assertEquals(List.of("CRITICAL: load over 5 minutes is 7.23, above 5"), bench.subjects());
    Files.writeString(file, "ssh: connection lost\n");
    assertEquals(
        "no load averages in the output of the command: ssh: connection lost", bench.failure());
  }

  @TestFactory
  Stream<DynamicTest> recordedOutputsOfUptime() throws IOException {
    return Conformance.cases("monitors.json").stream()
        .filter(c -> "parse_uptime".equals(c.get("kind")))
        .map(c -> DynamicTest.dynamicTest(c.get("ref").toString(), () -> holds(c)));
  }

  private static void holds(Map<String, Object> recorded) {
    Optional<Message> message = Load.parseUptime(recorded.get("input").toString());
    List<Object> expected = Conformance.list(recorded.get("expect"));
    List<String> fields = List.of("load01", "load05", "load15");
    for (int i = 0; i < 3; i++) {
      assertEquals(
          Double.parseDouble(expected.get(i).toString()),
          message.orElseThrow().number(fields.get(i)).orElseThrow());
    }
  }
}
