// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.message.Message;

/**
 * Gates say the same whether messages are read as they come, all at once after a while, or again
 * after a crash: with late messages, hosts whose clocks are wrong, hosts that catch up, silence,
 * and a clock that is set.
 */
class ReplayTest {

  private static final long T = 1_763_700_000;
  private static final int MESSAGES = 300;

  private static final String RULES =
      """
      - name: throttle
        plugin: Throttle
        config: {every: 10m, times: 2}
        rules: [{plugin: Out, name: a}]
      - name: dedup
        plugin: Dedup
        config: {for: 15m}
        rules: [{plugin: Out}]
      - name: digest
        plugin: Digest
        config: {every: 20m, line: '{{ n }}'}
        rules: [{plugin: Out}]
      - name: digest of a host
        plugin: Digest
        config: {every: 7m, key: '{{ hostname }}', line: '{{ n }}', full: 9}
        rules: [{plugin: Out}]
      - name: bundle
        plugin: Bundle
        config: {wait: 2m, interval: 6m, repeat: 40m, forget: 1h, line: '{{ key }} {{ n }}'}
        rules: [{plugin: Out}]
      - name: rate
        plugin: Rate
        config: {over: 10m}
        rules: [{plugin: Out, condition: rate > 1}]
      - name: window
        plugin: Window
        config: {field: v, every: 10m}
        rules: [{plugin: Out}]
      - name: absent
        plugin: Absent
        config: {after: 12m, repeat: 30m}
      - name: flap
        plugin: Flap
        config: {changes: 3, within: 20m, calm: 10m}
        rules: [{plugin: Out}]
      - name: stable
        plugin: StableFor
        config: {when: v > 5, for: 6m}
        rules: [{plugin: Out}]
      - name: stable status
        plugin: StableFor
        config: {for: 4m}
        rules: [{plugin: Out}]
      - name: count
        plugin: CountWithin
        config: {count: 3, within: 5m}
        rules: [{plugin: Out}]
      - name: correlate
        plugin: Correlate
        config: {first: key = K-0, second: key = K-1, within: 8m}
        rules: [{plugin: Out}]
      - name: inhibit
        plugin: Inhibit
        config: {source: key = K-0 AND status = CRITICAL, for: 9m}
        rules: [{plugin: Out}]
      - name: acknowledge
        condition: v = 3
        plugin: Acknowledge
        config: {key: '{{ hostname }}/K-1', for: 20m}
      - name: escalate
        plugin: Escalate
        config: {steps: [5m, 12m], repeat: 30m}
        rules: [{plugin: Out}]
      - name: state
        condition: made_by not exists
        plugin: State
        config: {field: v, change: 3, notify_interval: 25m}
      - name: what state says
        condition: subject contains "cache data" OR state_changed = 1
        plugin: Out
      - name: what absent says
        condition: absent exists
        plugin: Out
      """;

  private record Arrival(Message message, long at) {}

  static java.util.stream.Stream<Arguments> few() {
    return streams(0, 2);
  }

  static java.util.stream.Stream<Arguments> many() {
    return streams(2, 12);
  }

  private static java.util.stream.Stream<Arguments> streams(int from, int to) {
    return IntStream.range(from, to).mapToObj(seed -> new Arguments(seed, seed % 3 == 2));
  }

  /** Which random stream, and whether the clock of this host is set in the middle. */
  record Arguments(int seed, boolean clockIsSet) {}

  private static List<Arrival> arrivals(Arguments arguments) {
    Random random = new Random(arguments.seed());
    List<Arrival> arrivals = new ArrayList<>();
    long now = T;
    for (int n = 0; n < MESSAGES; n++) {
      now += random.nextInt(20) == 0 ? random.nextInt(2000) : random.nextInt(60);
      int host = random.nextInt(4);
      long made = now;
      if (host == 1 && n > 100 && n < 250) {
        made = now - 7200 + (n - 100) * 48L; // was cut off, and catches up
      } else if (host == 2) {
        made = now + (n % 200 < 100 ? -31_536_000L : 31_536_000L); // a clock a year off
      } else if (random.nextInt(10) == 0) {
        made = now - random.nextInt(400); // late
      }
      if (arguments.clockIsSet() && n == 150) {
        now += 31_536_000L;
      } else if (arguments.clockIsSet() && n == 260) {
        now -= 31_536_000;
      }
      Message message =
          Message.of("key", "K-" + random.nextInt(3))
              .with("hostname", "h" + host)
              .with("lastupdate", made)
              .with("n", n)
              .with("v", random.nextInt(10))
              .with("subject", "s" + random.nextInt(3))
              .with("status", random.nextInt(3) == 0 ? "OK" : "CRITICAL");
      arrivals.add(new Arrival(message, now));
    }
    return arrivals;
  }

  /** Reads what comes from a place on. */
  private static void read(Stream stream, List<Arrival> arrivals, int from, int to, boolean live) {
    for (int i = from; i < to; i++) {
      boolean jump = i > 0 && arrivals.get(i).at() - arrivals.get(i - 1).at() > 86_400;
      if (live && i > 0 && !jump) { // a clock that is set passes over what lies between
        long step = Math.max(1, (arrivals.get(i).at() - arrivals.get(i - 1).at()) / 20);
        for (long t = arrivals.get(i - 1).at(); t < arrivals.get(i).at(); t += step) {
          stream.idle(t);
        }
      }
      stream.feed(arrivals.get(i).message(), arrivals.get(i).at());
    }
  }

  private static List<Message> finish(Stream stream, List<Arrival> arrivals) {
    stream.idle(arrivals.get(arrivals.size() - 1).at() + 2 * 86_400);
    return stream.out();
  }

  @ParameterizedTest
  @MethodSource("few")
  void theSameComesOutLiveFromABacklogAndAfterCrashes(Arguments arguments) {
    List<Arrival> arrivals = arrivals(arguments);
    Stream live = new Stream(RULES);
    read(live, arrivals, 0, MESSAGES, true);
    List<Message> expected = finish(live, arrivals);
    assertTrue(expected.size() > MESSAGES, "only " + expected.size());

    Stream backlog = new Stream(RULES);
    read(backlog, arrivals, 0, MESSAGES, false);
    assertSame(expected, finish(backlog, arrivals));

    assertSame(expected, withCrashes(arrivals, new Random(arguments.seed())));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("many")
  void andInManyMoreStreams(Arguments arguments) {
    theSameComesOutLiveFromABacklogAndAfterCrashes(arguments);
  }

  /** Crashes at random places, each time back to the last checkpoint, now live, now not. */
  private static List<Message> withCrashes(List<Arrival> arrivals, Random random) {
    TreeSet<Integer> crashes = new TreeSet<>(List.of(MESSAGES));
    for (int i = 0; i < 15; i++) {
      crashes.add(random.nextInt(MESSAGES));
    }
    Stream.Checkpoint checkpoint = new Stream.Checkpoint(Map.of(), 0);
    Map<String, Message> out = Map.of();
    Stream stream = new Stream(RULES);
    for (int crash : crashes) {
      stream = new Stream(RULES, checkpoint, out);
      int from = (int) checkpoint.sequence();
      int durable = from + random.nextInt(crash - from + 1);
      read(stream, arrivals, from, durable, random.nextBoolean());
      checkpoint = stream.checkpoint();
      read(stream, arrivals, durable, crash, random.nextBoolean());
      if (crash < MESSAGES && random.nextBoolean()) {
        stream.idle(arrivals.get(crash).at() - 1);
      }
      out = stream.stamped();
    }
    return finish(stream, arrivals);
  }

  private static void assertSame(List<Message> expected, List<Message> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      assertEquals(expected.get(i), actual.get(i), "the " + i + "th of " + expected.size());
    }
    assertEquals(expected.size(), actual.size());
  }
}
