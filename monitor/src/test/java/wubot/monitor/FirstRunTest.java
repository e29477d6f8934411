// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Yaml;
import wubot.queue.MovedClock;

class FirstRunTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private final MovedClock clock = new MovedClock(NOW);
  private final TestCase type = new TestCase();

  @TempDir Path home;

  private Instance instance(String name, String yaml) {
    Problems problems = new Problems();
    Node.Entries node = (Node.Entries) Yaml.parse(yaml, "x", problems).orElseThrow();
    return new Instance(
        "TestCase-" + name,
        type,
        new SettingsReader(home).read(node, CommonKeys.with(type), problems).orElseThrow(),
        node);
  }

  private FirstRun first(int instances) {
    return FirstRun.of(instances, clock, new Random(1));
  }

  private static Memory ran(Instant when) {
    return new Memory(Optional.of(when), Optional.empty(), CheckState.empty());
  }

  @Test
  void aSingleInstanceRunsAtOnce() {
    assertEquals(NOW, first(1).time(instance("a", "delay: 1h"), Memory.none()));
  }

  @Test
  void manyDoNotStartTogetherAndStartTheSameWayEveryTime() {
    List<Instant> times =
        IntStream.range(0, 100)
            .mapToObj(i -> first(100).time(instance("i" + i, "delay: 1h"), Memory.none()))
            .toList();
    assertTrue(times.stream().distinct().count() > 90, times.toString());
    assertTrue(times.stream().noneMatch(t -> t.isAfter(NOW.plusSeconds(10))));
    assertFalse(times.stream().noneMatch(t -> t.isAfter(NOW.plusSeconds(8))), "spread, all of it");
    assertEquals(times.get(7), first(100).time(instance("i7", "delay: 1h"), Memory.none()));
  }

  @Test
  void startsAreSpreadNoFurtherThanTheDelay() {
    for (int i = 0; i < 50; i++) {
      Instant time = first(1000).time(instance("i" + i, "delay: 1s"), Memory.none());
      assertTrue(time.isBefore(NOW.plusSeconds(1)));
    }
  }

  @Test
  void aRunBeforeTheRestartCounts() {
    Memory anHourAgo = ran(NOW.minus(Duration.ofHours(1)));
    assertEquals(
        NOW.plus(Duration.ofHours(23)), first(1).time(instance("a", "delay: 1d"), anHourAgo));
    assertEquals(NOW, first(1).time(instance("a", "delay: 30m"), anHourAgo), "overdue");
  }

  @Test
  void aRunInTheFutureDoesNotCount() {
    Memory tomorrow = ran(NOW.plus(Duration.ofDays(1)));
    assertEquals(NOW, first(1).time(instance("a", "delay: 1h"), tomorrow));
  }

  @Test
  void aFailingCheckKeepsItsDistanceOverARestart() {
    Episode episode = Episode.begin(NOW, "x").again("x").again("x");
    Memory failing = new Memory(Optional.of(NOW), Optional.of(episode), CheckState.empty());
    assertEquals(NOW.plusSeconds(240), first(1).time(instance("a", "delay: 1m"), failing));
  }

  @Test
  void chancePutsTheFirstRunOff() {
    Instance instance = instance("a", "delay: 1h\nrand: 60s");
    FirstRun first = first(1);
    List<Instant> times =
        IntStream.range(0, 20).mapToObj(i -> first.time(instance, Memory.none())).toList();
    assertTrue(times.stream().allMatch(t -> !t.isBefore(NOW) && t.isBefore(NOW.plusSeconds(60))));
    assertTrue(times.stream().distinct().count() > 10);
  }

  @Test
  void whatSomebodyJustSavedRunsAtOnce() {
    FirstRun saved = FirstRun.atOnce(clock, new Random(1));
    assertEquals(NOW, saved.time(instance("a", "delay: 1d\nrand: 1h"), ran(NOW)));
  }
}
