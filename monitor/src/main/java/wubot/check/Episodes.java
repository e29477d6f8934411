// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.config.Setting;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckState;

/**
 * Knows what has been said, so that people hear of trouble when it begins, when it changes and when
 * it ends, and not in every run.
 *
 * <p>Made anew for each run from the state that the last one left. What is not asked about in a run
 * is forgotten: a file system that is no longer mounted, say.
 */
final class Episodes {

  /** How often to repeat; shared by all checks that judge what they measure. */
  static final Setting<Duration> REMIND =
      Setting.duration("remind")
          .describe(
              "How often to say again that something is still wrong. Without it, messages have a"
                  + " subject when the status changes and none while it stays the same. With 0s,"
                  + " every message about trouble has one, which is what the Status reaction"
                  + " expects.")
          .example("1d");

  private static final String NAME = "episodes";

  private final Map<String, Object> before;
  private final Map<String, Object> after = new LinkedHashMap<>();
  private final CheckState state;
  private final double remindSeconds;
  private final long nowSeconds;

  /** For one run. */
  Episodes(CheckState state, Values values, long nowSeconds) {
    this.state = state;
    this.before = Stored.map(state, NAME);
    this.remindSeconds =
        values.find(REMIND).map(d -> (double) d.toSeconds()).orElse(Double.POSITIVE_INFINITY);
    this.nowSeconds = nowSeconds;
  }

  /** Whether people should hear of this thing now; its status is remembered either way. */
  boolean speaks(String thing, Status status) {
    List<?> last = before.get(thing) instanceof List<?> list ? list : List.of("OK", 0L);
    boolean same = last.get(0).equals(status.name());
    long saidAt = (long) FieldValue.number(last.get(1)).orElse(0);
    boolean due = status != Status.OK && nowSeconds - saidAt >= remindSeconds;
    boolean speaks = !same || due;
    if (status != Status.OK) {
      after.put(thing, List.of(status.name(), speaks ? nowSeconds : saidAt));
    }
    return speaks;
  }

  /** The state with what has been said in this run; the very state given when nothing changed. */
  CheckState state() {
    return after.equals(before) ? state : state.with(NAME, after);
  }

  /** The result, with the state to keep where that is another than before the run. */
  CheckResult keep(CheckResult result, CheckState beforeRun) {
    return Stored.keep(result, state(), beforeRun);
  }
}
