// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a check is doing, for people and programs.
 *
 * @param key {@code Plugin-instance}
 * @param state what it does
 * @param failing since when it fails, how often it did, and why; empty when it works
 * @param lastRun when its last run ended, empty when it never ran
 * @param nextRun when it is due, empty while that is not known
 * @param runs how often it ran since the monitor started
 * @param failures how often it failed since then
 */
record CheckStatus(
    String key,
    State state,
    Optional<Episode> failing,
    Optional<Instant> lastRun,
    Optional<Instant> nextRun,
    long runs,
    long failures) {

  /** What a check can be doing. */
  enum State {
    /** Waits for its next run. */
    WAITING,
    /** Is in the middle of a run. */
    RUNNING,
    /** A run was given up, but ignores that: nothing is started until it returns. */
    HANGING,
    /** Has messages that the queue does not accept. */
    HELD,
    /** Another member of the group runs it, or none does. */
    ELSEWHERE
  }

  Map<String, Object> asMap() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("key", key);
    all.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
    all.put("failing", failing.isPresent());
    failing.ifPresent(
        episode -> {
          all.put("failing_since", episode.since().toString());
          all.put("failures_in_a_row", episode.failures());
          all.put("error", episode.error());
        });
    lastRun.ifPresent(time -> all.put("last_run", time.toString()));
    nextRun.ifPresent(time -> all.put("next_run", time.toString()));
    all.put("runs", runs);
    all.put("failures", failures);
    return all;
  }
}
