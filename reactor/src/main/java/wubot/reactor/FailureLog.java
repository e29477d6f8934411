// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a rule has begun to fail, not once per message: again only when the error is
 * another one, and then at most once a minute.
 */
final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration REMINDER = Duration.ofHours(1);
  private static final int RULES = 1000;

  private record Last(String error, Instant said, long since) {}

  private final Clock clock;
  private final Map<String, Last> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
          return size() > RULES;
        }
      };

  FailureLog(Clock clock) {
    this.clock = clock;
  }

  /** A message failed in this rule and became a dead letter. */
  void failed(String rule, String reaction, String error) {
    say(rule, reaction, error, "the message is among the dead letters");
  }

  /** This rule could not make durable what it did with the last messages, and never will. */
  void unsettled(String rule, String reaction, String error) {
    say(rule, reaction, error, "what it should have written is not written");
  }

  private synchronized void say(String rule, String reaction, String error, String consequence) {
    Instant now = clock.instant();
    Last before = last.get(rule);
    if (before != null && now.isBefore(before.said().plus(wait(before, error)))) {
      last.put(rule, new Last(before.error(), before.said(), before.since() + 1));
      return;
    }
    String more = before == null || before.since() == 0 ? "" : " (and " + before.since() + " more)";
    LOG.warn("Rule '{}': {}: {}; {}{}.", rule, reaction, error, consequence, more);
    last.put(rule, new Last(error, now, 0));
  }

  private static Duration wait(Last before, String error) {
    return before.error().equals(error) ? REMINDER : SHORTEST;
  }
}
