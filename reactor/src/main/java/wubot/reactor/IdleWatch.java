// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import wubot.config.Durations;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * Notices that no message has come for too long: one message when it begins, one when it is over.
 */
final class IdleWatch {

  private final Clock clock;
  private final String host;
  private Instant lastMessage;
  private boolean idle;

  IdleWatch(Clock clock, String host) {
    this.clock = clock;
    this.host = host;
    this.lastMessage = clock.instant();
  }

  /**
   * Messages came; what to say when that ends a silence that was spoken of.
   *
   * @return empty when there was none
   */
  Optional<Message> busy() {
    Instant now = clock.instant();
    Duration silence = Duration.between(lastMessage, now);
    lastMessage = now;
    if (!idle) {
      return Optional.empty();
    }
    idle = false;
    return Optional.of(
        message("reactor on " + host + " receives messages again after " + print(silence), "OK"));
  }

  /**
   * No message came; what to say when that has been so for longer than the limit.
   *
   * @param limit zero never complains
   */
  Optional<Message> quiet(Duration limit) {
    Instant now = clock.instant();
    Duration silence = Duration.between(lastMessage, now);
    if (silence.isNegative()) {
      lastMessage = now; // the clock was set back
    }
    if (idle || limit.isZero() || silence.compareTo(limit) <= 0) {
      return Optional.empty();
    }
    idle = true;
    return Optional.of(
        message(
            "reactor on " + host + " has not received a message in " + print(silence), "WARNING"));
  }

  private static String print(Duration silence) {
    return Durations.print(Duration.ofSeconds(silence.toSeconds()));
  }

  private Message message(String subject, String status) {
    return Message.of(Fields.KEY, "wubot-reactor")
        .with(Fields.SUBJECT, subject)
        .with(Fields.STATUS, status)
        .with(Fields.NOFORWARD, 1)
        .with(Fields.HOSTNAME, host)
        .with(Fields.LASTUPDATE, clock.instant().getEpochSecond());
  }
}
