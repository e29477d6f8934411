// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import wubot.message.Message;

/** What each gate lets pass and says by itself, on a clock that only the test moves. */
class GateTest {

  private static final long T = 1_763_700_000; // on the hour and the minute

  private static Message message(long at, Object... fields) {
    Message message = Message.of("key", "K-a").with("hostname", "joe").with("lastupdate", T + at);
    for (int i = 0; i < fields.length; i += 2) {
      message.put((String) fields[i], fields[i + 1]);
    }
    return message;
  }

  private static Stream gate(String plugin, String config) {
    return new Stream(
        """
        - name: gate
          plugin: %s
          config: {%s}
          rules:
            - plugin: Out
        """
            .formatted(plugin, config));
  }

  /** The field n of what passes, for messages made at these times. */
  private static List<String> passing(Stream stream, long... times) {
    for (long at : times) {
      stream.feed(message(at, "n", at));
    }
    return stream.take("n");
  }

  @Test
  void throttleLetsSoManyPassInATimeAndSaysHowManyItHeld() {
    Stream stream = gate("Throttle", "every: 1h");
    assertEquals(List.of("0", "3600"), passing(stream, 0, 1, 3599, 3600, 3601));
    stream.feed(message(7200));
    assertEquals(List.of("1"), stream.take("throttled"));
    Stream two = gate("Throttle", "every: 10s, times: 2");
    assertEquals(List.of("0", "5", "10", "15"), passing(two, 0, 5, 9, 10, 14, 15));
    two.idle(T + 100_000);
    assertEquals(0, two.remembered("Throttle"), "what is of no use is forgotten");
  }

  @Test
  void eachKeyHasItsOwnThrottle() {
    Stream stream = gate("Throttle", "every: 1h, key: '{{ hostname }}'");
    stream.feed(message(0, "key", "K-a"));
    stream.feed(message(1, "key", "K-b"));
    stream.feed(message(2, "hostname", "jane"));
    assertEquals(List.of("joe", "jane"), stream.take("hostname"));
  }

  @Test
  void aGateWithoutRulesInsideMakesQuietWhatItHolds() {
    Stream stream =
        new Stream(
            """
            - name: gate
              plugin: Throttle
            - plugin: Out
            """);
    Message first = stream.feed(message(0));
    Message second = stream.feed(message(1));
    assertFalse(first.has("quiet"));
    assertTrue(second.isTrue("quiet"));
    assertEquals(List.of("gate"), second.value("held_by").orElseThrow());
  }

  @Test
  void rulesAfterAGateGoOnWithWhatItHolds() {
    Stream stream =
        new Stream(
            """
            - name: gate
              plugin: Throttle
              rules:
                - plugin: SetField
                  config: {field: told, value: 1}
            - plugin: Out
            """);
    stream.feed(message(0));
    stream.feed(message(1));
    assertEquals(List.of("1", ""), stream.take("told"));
  }

  @Test
  void dedupHoldsTheSameWordsAndNoOthers() {
    Stream stream = gate("Dedup", "for: 1h");
    stream.feed(message(0, "subject", "a"));
    stream.feed(message(1, "subject", "b"));
    stream.feed(message(2, "subject", "a"));
    stream.feed(message(3, "subject", "a", "item", "x"));
    stream.feed(message(3600, "subject", "a"));
    assertEquals(List.of("", "", "", "1"), stream.take("repeated"));
    Stream renewed = gate("Dedup", "for: 1h, renew: yes");
    assertEquals(List.of("0", "8000"), passing(renewed, 0, 3000, 4399, 8000));
  }

  @Test
  void bundleTellsOfProblemsTogetherAndAgainWhenTheyChange() {
    Stream stream = gate("Bundle", "wait: 30s, interval: 5m, repeat: 1h, line: '{{ key }}'");
    stream.feed(message(0, "key", "K-a", "status", "WARNING"));
    stream.feed(message(20, "key", "K-b", "status", "CRITICAL"));
    stream.feed(message(25, "key", "K-c", "status", "CRITICAL"));
    stream.feed(message(28, "key", "K-c", "status", "OK")); // over before anybody was told
    stream.idle(T + 40);
    assertEquals(T + 30, stream.out().get(0).number("lastupdate").orElseThrow());
    assertEquals("CRITICAL", stream.out().get(0).text("status"));
    assertEquals("K-a\nK-b", stream.out().get(0).text("body"));
    assertEquals(List.of("joe: 2 problems, 0 over"), stream.take("subject"));

    stream.feed(message(60, "key", "K-b", "status", "CRITICAL")); // nothing new
    stream.feed(message(70, "key", "K-a", "status", "OK"));
    stream.idle(T + 329);
    assertEquals(List.of(), stream.take("subject"));
    stream.idle(T + 331);
    assertEquals(List.of("K-b\nover: K-a"), stream.take("body"));

    stream.idle(T + 330 + 3601);
    assertEquals(List.of("joe: 1 problems, 0 over"), stream.take("subject"));

    stream.feed(message(8000, "key", "K-b", "status", "OK"));
    stream.idle(T + 8031);
    assertEquals("OK", stream.out().get(stream.out().size() - 1).text("status"));
    assertEquals(
        "joe: 0 problems, 1 over", stream.out().get(stream.out().size() - 1).text("subject"));
    stream.take("n");
    stream.idle(T + 1_000_000);
    assertEquals(List.of(), stream.take("subject"));
    assertEquals(0, stream.remembered("Bundle"));
  }

  @Test
  void bundleLetsGoOfAProblemThatDoesNotComeAgain() {
    Stream stream = gate("Bundle", "wait: 30s, repeat: 1h, forget: 90m");
    stream.feed(message(0, "status", "CRITICAL"));
    stream.idle(T + 3 * 3600);
    assertEquals(List.of("1", "1", "0"), stream.take("bundle_count"));
    assertEquals(0, stream.remembered("Bundle"));
  }

  @Test
  void rateTellsTheMeanOfAField() {
    Stream stream = gate("Rate", "over: 10m, field: v");
    stream.feed(message(0, "v", 2));
    stream.feed(message(60, "v", 4));
    stream.feed(message(660, "v", 9));
    assertEquals(
        List.of("1", "2", "1"), stream.out().stream().map(m -> m.text("rate_count")).toList());
    assertEquals(List.of("2", "3", "9"), stream.take("rate_mean"));
  }

  @Test
  void digestMakesOneOfMany() {
    Stream stream = gate("Digest", "every: 1h, lines: 2, line: '{{ subject }}'");
    stream.feed(message(0, "subject", "a", "status", "OK"));
    stream.feed(message(60, "subject", "b", "status", "CRITICAL"));
    stream.feed(message(120, "subject", "c", "status", "WARNING"));
    assertEquals(List.of(), stream.out());
    stream.idle(T + 3599);
    assertEquals(List.of(), stream.out());
    stream.idle(T + 3600);
    assertEquals(1, stream.out().size());
    Message digest = stream.out().get(0);
    assertEquals("3 messages in 1h", digest.text("subject"));
    assertEquals("a\nb\n… and 1 more", digest.text("body"));
    assertEquals("CRITICAL", digest.text("status"));
    assertEquals(T + 3600, digest.number("lastupdate").orElseThrow());
    assertEquals(0, stream.remembered("Digest"));
  }

  @Test
  void digestAtATimeOfDayOrWhenItIsFull() {
    Stream stream = gate("Digest", "at: '07:00'");
    stream.feed(message(0, "subject", "a"));
    stream.idle(T + 86_400);
    long at = (long) stream.out().get(0).number("lastupdate").orElseThrow();
    assertEquals(7 * 3600, at % 86_400);
    Stream full = gate("Digest", "full: 2");
    full.feed(message(0, "subject", "a"));
    full.feed(message(1, "subject", "b"));
    full.feed(message(2, "subject", "c"));
    assertEquals(List.of("2 messages in 1s"), full.take("subject"));
  }

  @Test
  void aDigestWithoutRulesInsideGoesThroughAllRulesButNotIntoItself() {
    Stream stream =
        new Stream(
            """
            - name: digest
              plugin: Digest
              config: {every: 1m}
            - name: other
              plugin: Digest
              config: {every: 1m, subject: 'other {{ digest_count }}'}
            - name: everything
              plugin: Out
            """);
    stream.feed(message(0, "subject", "a"));
    for (int at = 0; at < 3600; at += 10) {
      stream.idle(T + at);
    }
    // Each made one of the message, and the other one of that; none goes round.
    assertEquals(4, stream.remembered("time") + 2);
    assertTrue(stream.out().size() <= 3, stream.out().toString());
  }

  @Test
  void rateLooksBackOverATime() {
    Stream stream = gate("Rate", "over: 5m, per: 1m");
    for (int i = 0; i < 10; i++) {
      stream.feed(message(i * 30L));
    }
    assertEquals("2", stream.take("rate").get(9));
    stream.feed(message(600));
    assertEquals(List.of("0.2"), stream.take("rate"));
    Stream bytes = gate("Rate", "over: 10s, per: 1s, field: bytes, target_field: speed");
    bytes.feed(message(0, "bytes", 100));
    bytes.feed(message(1, "bytes", 50));
    assertEquals(List.of("10", "15"), bytes.take("speed"));
  }

  @Test
  void windowSumsUp() {
    Stream stream = gate("Window", "field: v, every: 5m, subject: 'mean {{ mean }}'");
    for (int i = 1; i <= 100; i++) {
      stream.feed(message(i, "v", i));
    }
    stream.feed(message(150, "v", "none"));
    assertEquals(List.of(), stream.out());
    stream.feed(message(300, "v", 7));
    Message sums = stream.out().get(0);
    assertEquals(1, stream.out().size());
    assertEquals(100, sums.number("count").orElseThrow());
    assertEquals(5050, sums.number("sum").orElseThrow());
    assertEquals("mean 50.5", sums.text("subject"));
    assertEquals(1, sums.number("min").orElseThrow());
    assertEquals(100, sums.number("max").orElseThrow());
    assertEquals(50, sums.number("p50").orElseThrow());
    assertEquals(95, sums.number("p95").orElseThrow());
    assertEquals(T, sums.number("window_start").orElseThrow());
    assertEquals(T + 300, sums.number("window_end").orElseThrow());
    assertEquals("joe", sums.text("hostname"));
    stream.idle(T + 600);
    assertEquals(7, stream.out().get(1).number("mean").orElseThrow());
    stream.idle(T + 6000);
    assertEquals(2, stream.out().size(), "no windows of nothing");
  }

  @Test
  void percentilesOfManyValuesAreRightToOnePercent() {
    Stream stream = gate("Window", "field: v, every: 1h, percentiles: [1, 50, 99.9]");
    for (int i = 1; i <= 3000; i++) {
      stream.feed(message(i % 3000, "v", (i * 7919L) % 3000 - 1000));
    }
    stream.idle(T + 3600);
    Message sums = stream.out().get(0);
    assertEquals(-971, sums.number("p1").orElseThrow(), 10);
    assertEquals(499, sums.number("p50").orElseThrow(), 6);
    assertEquals(1996, sums.number("p99.9").orElseThrow(), 21);
  }

  @Test
  void absentSaysThatNothingComesAndThatItIsBack() {
    Stream stream = gate("Absent", "after: 10m");
    stream.feed(message(0));
    stream.feed(message(60, "key", "K-b", "subject", "about b"));
    stream.feed(message(599));
    stream.feed(message(900, "key", "K-b"));
    stream.idle(T + 1198);
    assertEquals(
        List.of("nothing from joe K-b for 10m", "joe K-b is back after 14m"),
        stream.take("subject"));
    stream.idle(T + 1199);
    Message missing = stream.out().get(0);
    assertEquals("nothing from joe K-a for 10m", missing.text("subject"));
    assertEquals("CRITICAL", missing.text("status"));
    assertEquals(T + 1199, missing.number("lastupdate").orElseThrow());
    assertEquals(T + 599, missing.number("absent_since").orElseThrow());
    stream.idle(T + 40 * 86_400L);
    assertEquals(0, stream.remembered("Absent"), "forgotten after 30 days");
  }

  @Test
  void absentRepeatsAndDoesNotMakeUpForAYear() {
    Stream stream = gate("Absent", "after: 10m, repeat: 1h, forget: 366d");
    stream.feed(message(0));
    stream.idle(T + 600 + 3 * 3600);
    assertEquals(4, stream.take("subject").size());
    stream.idle(T + 360 * 86_400L);
    int made = stream.take("subject").size();
    assertTrue(made <= 30, "said " + made + " times after a jump of a year");
  }

  @Test
  void stableForWaitsUntilAConditionHasHeld() {
    Stream stream = gate("StableFor", "when: load > 8, for: 5m");
    stream.feed(message(0, "load", 9));
    stream.feed(message(60, "load", 7));
    stream.feed(message(120, "load", 9, "subject", "load is 9"));
    stream.idle(T + 419);
    assertEquals(List.of(), stream.out());
    stream.idle(T + 421);
    assertEquals(List.of("5m"), stream.take("stable_for"));
    stream.feed(message(480, "load", 10));
    assertEquals(List.of("6m"), stream.take("stable_for"));
    stream.feed(message(540, "load", 3));
    stream.feed(message(600, "load", 2));
    assertEquals(List.of("0"), stream.take("stable"));
    assertEquals(0, stream.remembered("StableFor"));
  }

  @Test
  void stableForAField() {
    Stream stream = gate("StableFor", "field: status, for: 1m");
    stream.feed(message(0, "status", "OK"));
    stream.feed(message(30, "status", "CRITICAL"));
    stream.feed(message(50, "status", "OK"));
    stream.feed(message(110, "status", "OK", "n", "late enough"));
    stream.feed(message(120, "status", "CRITICAL"));
    stream.idle(T + 200);
    assertEquals(List.of("OK", "OK", "CRITICAL"), stream.take("status"));
  }

  @Test
  void flapIsSaidOnceAndOnceMoreWhenItIsOver() {
    Stream stream = gate("Flap", "changes: 3, within: 10m");
    String[] states = {"OK", "CRITICAL", "OK", "CRITICAL", "OK", "CRITICAL"};
    for (int i = 0; i < states.length; i++) {
      stream.feed(message(i * 60L, "status", states[i], "subject", states[i]));
    }
    assertEquals(
        List.of("OK", "CRITICAL", "OK", "K-a is flapping: status changed 3 times in 2m"),
        stream.take("subject"));
    stream.idle(T + 899);
    assertEquals(List.of(), stream.out());
    stream.idle(T + 905);
    assertEquals(List.of("K-a is calm after 14m: status is CRITICAL"), stream.take("subject"));
    stream.feed(message(960, "status", "OK", "subject", "passes"));
    assertEquals(List.of("passes"), stream.take("subject"));
  }

  @Test
  void countWithinCountsAndBeginsAnew() {
    Stream stream = gate("CountWithin", "count: 3, within: 60s");
    assertEquals(List.of("61", "90"), passing(stream, 0, 30, 60, 61, 70, 80, 90, 100));
    stream.idle(T + 1000);
    assertEquals(0, stream.remembered("CountWithin"));
  }

  @Test
  void correlateWaitsForBoth() {
    String config = "first: key = K-a, second: key = K-b, within: 5m";
    Stream stream = gate("Correlate", config);
    stream.feed(message(0, "key", "K-b", "subject", "b"));
    stream.feed(message(301, "key", "K-a"));
    stream.feed(message(400, "hostname", "jane", "key", "K-b"));
    assertEquals(List.of(), stream.out());
    stream.feed(message(601, "key", "K-b"));
    Message both = stream.out().get(0);
    assertEquals("K-b", both.text("key"));
    assertEquals("K-a", both.text("correlated_key"));
    assertEquals(300, both.number("correlated_after").orElseThrow());
    Stream ordered = gate("Correlate", config + ", ordered: yes");
    ordered.feed(message(0, "key", "K-b"));
    ordered.feed(message(1, "key", "K-a"));
    ordered.feed(message(2, "key", "K-b"));
    assertEquals(List.of("1"), ordered.take("correlated_after"));
  }

  @Test
  void inhibitHoldsWhatAGreaterProblemExplains() {
    Stream stream = gate("Inhibit", "source: key = K-gate AND status = CRITICAL, for: 30m");
    stream.feed(message(0, "n", 1));
    stream.feed(message(10, "key", "K-gate", "status", "CRITICAL", "subject", "gone", "n", 2));
    Message held = stream.feed(message(20, "n", 3));
    stream.feed(message(20, "n", 4, "hostname", "jane"));
    stream.feed(message(30, "key", "K-gate", "status", "OK", "n", 5));
    stream.feed(message(40, "n", 6));
    stream.feed(message(50, "key", "K-gate", "status", "CRITICAL", "n", 7));
    stream.feed(message(50 + 1799, "n", 8));
    stream.feed(message(50 + 1800, "n", 9));
    assertEquals(List.of("1", "2", "4", "5", "6", "7", "9"), stream.take("n"));
    assertEquals("gone", held.text("inhibited_by"));
  }

  @Test
  void escalateRaisesUntilItIsOver() {
    Stream stream = gate("Escalate", "steps: [15m, 1h], repeat: 2h");
    stream.feed(message(0, "status", "CRITICAL", "subject", "first"));
    stream.feed(message(300, "status", "CRITICAL", "subject", "again"));
    stream.idle(T + 900);
    stream.idle(T + 3600);
    stream.idle(T + 3600 + 7200);
    assertEquals(
        List.of("first", "again", "again", "again"),
        stream.out().stream().map(m -> m.text("subject")).toList());
    assertEquals(List.of("0", "1", "2", "2"), stream.take("escalation"));
    stream.feed(message(11_000, "status", "OK"));
    stream.feed(message(11_060, "status", "OK"));
    assertEquals(List.of("1"), stream.take("escalation_over"));
    stream.idle(T + 30_000);
    assertEquals(List.of(), stream.out());
    assertEquals(0, stream.remembered("Escalate"));
  }

  @Test
  void anAcknowledgedProblemIsRaisedNoFurther() {
    Stream stream =
        new Stream(
            """
            - name: answers
              condition: ack exists
              plugin: Acknowledge
              config: {key: '{{ ack }}', by: ann, for: 1h}
              last_rule: yes
            - name: escalate
              plugin: Escalate
              config: {steps: [15m, 30m]}
              rules:
                - plugin: Out
            """);
    stream.feed(message(0, "status", "CRITICAL"));
    String key = stream.take("escalation_key").get(0);
    assertEquals("joe/K-a", key);
    stream.feed(message(60, "key", "Answer", "hostname", "laptop", "ack", key));
    stream.idle(T + 3659);
    assertEquals(List.of(), stream.out());
    stream.idle(T + 3660);
    assertEquals(List.of("1"), stream.take("escalation"), "an hour later it goes on");
    stream.feed(message(4000, "status", "OK"));
    assertEquals(List.of("ann"), stream.take("escalation_acknowledged"));
    stream.feed(message(5000, "status", "CRITICAL"));
    stream.idle(T + 5900);
    assertEquals(List.of("0", "1"), stream.take("escalation"), "that was another problem");
  }
}
