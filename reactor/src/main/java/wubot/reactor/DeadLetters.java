// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import wubot.message.Message;

/** Messages that could not be handled, with what went wrong: a queue for people to look through. */
final class DeadLetters {

  /** Fields that say what went wrong begin with this. */
  static final String PREFIX = "dead.";

  /** The rule that failed. */
  static final String RULE = PREFIX + "rule";

  /** The reaction it has. */
  static final String REACTION = PREFIX + "reaction";

  /** What went wrong. */
  static final String ERROR = PREFIX + "error";

  /** When it was given up, in seconds since 1970. */
  static final String TIME = PREFIX + "time";

  private final Clock clock;

  DeadLetters(Clock clock) {
    this.clock = clock;
  }

  /** The queue below wubot's home. */
  static Path queue(Path home) {
    return home.resolve("queue").resolve("dead");
  }

  /** A copy of the message with its error. */
  Message letter(Message message, String rule, String reaction, String error) {
    return message
        .copy()
        .with(RULE, rule)
        .with(REACTION, reaction)
        .with(ERROR, error)
        .with(TIME, clock.instant().getEpochSecond());
  }
}
