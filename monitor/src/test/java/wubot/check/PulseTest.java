// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckState;

class PulseTest {

  private static final String LOS_ANGELES = "timezone: America/Los_Angeles\n";

  @TempDir Path home;

  @Test
  void sendsOneMessagePerMinuteAndMakesUpForMissedOnes() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), LOS_ANGELES, home)) {
      assertEquals(List.of("16:44"), times(bench, 1314402271));
      assertEquals(List.of("16:45", "16:46"), times(bench, 1314402371));
      assertEquals(List.of("16:47"), times(bench, 1314402441));
    }
  }

  @Test
  void saysNothingAgainWhenTheClockGoesBack() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), LOS_ANGELES, home)) {
      times(bench, 1314402441);
      assertEquals(List.of(), times(bench, 1314402271));
      assertEquals(List.of(), times(bench, 1314402371));
      assertEquals(List.of(), times(bench, 1314402441));
    }
  }

  @Test
  void everyMinuteComesOnceWhenItRunsEverySecond() throws Exception {
    long end = 1314402471;
    try (CheckBench bench = CheckBench.of(new Pulse(), LOS_ANGELES, home)) {
      bench.remember(CheckState.empty().with("lastupdate", end - 6000));
      int sent = 0;
      for (long now = end - 6000; now <= end; now++) {
        sent += times(bench, now).size();
      }
      assertEquals(101, sent);
    }
  }

  @Test
  void everyMinuteComesOnceWhenItRunsAtRandom() throws Exception {
    Random random = new Random(1);
    try (CheckBench bench = CheckBench.of(new Pulse(), LOS_ANGELES, home)) {
      bench.remember(CheckState.empty().with("lastupdate", 1314396540L));
      List<String> sent = new ArrayList<>();
      long now = 1314396540;
      while (now <= 1314402480) {
        now += random.nextInt(60);
        sent.addAll(times(bench, now));
      }
      assertEquals(sent.stream().distinct().toList(), sent);
      assertTrue(sent.size() >= 100, () -> "sent " + sent.size());
      assertEquals("15:09", sent.get(0));
    }
  }

  @Test
  void makesUpForNoMoreThanItIsAllowedTo() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), "max_pulses: 5\n", home)) {
      bench.run();
      bench.clock().advance(Duration.ofDays(400));
      assertEquals(
          List.of("4", "3", "2", "1", "0"), bench.run().stream().map(m -> m.text("age")).toList());
    }
  }

  @Test
  void tellsTheDayInWords() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), "timezone: UTC\n", home)) {
      Message pulse = bench.run().get(0);
      assertEquals("2026-11-21", pulse.text("date"));
      assertEquals("12:00", pulse.text("time"));
      assertEquals("saturday", pulse.text("day"));
      assertEquals("0", pulse.text("age"));
    }
  }

  @Test
  void asksToBeRunRightAfterTheNextMinuteBegins() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), "", home)) {
      bench.clock().advance(Duration.ofSeconds(13));
      bench.run();
      assertEquals(Duration.ofSeconds(48), bench.next().orElseThrow());
    }
  }

  @Test
  void goesOnAfterTheClockWasAYearAhead() throws Exception {
    try (CheckBench bench = CheckBench.of(new Pulse(), "", home)) {
      bench.clock().advance(Duration.ofDays(365));
      bench.run();
      bench.clock().advance(Duration.ofDays(-365));
      assertEquals(1, bench.run().size());
    }
  }

  @Test
  void refusesATimeZoneThatDoesNotExist() {
    assertEquals(
        List.of("timezone: there is no time zone 'Mars/Olympus'; names look like Europe/Berlin"),
        CheckBench.problems(new Pulse(), "timezone: Mars/Olympus\n", home));
  }

  private static List<String> times(CheckBench bench, long now) throws Exception {
    bench.clock().set(Instant.ofEpochSecond(now));
    return bench.run().stream().map(m -> m.text("time")).toList();
  }
}
