// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.message.Message;

/**
 * What one run of a check found.
 *
 * @param messages in order; the daemon adds the standard fields
 * @param state to keep, empty when unchanged
 * @param next when to look again, empty for the configured delay
 */
public record CheckResult(
    List<Message> messages, Optional<CheckState> state, Optional<Duration> next) {

  /** Nothing to say. */
  public static CheckResult nothing() {
    return new CheckResult(List.of(), Optional.empty(), Optional.empty());
  }

  /** One or more messages, state unchanged. */
  public static CheckResult of(Message... messages) {
    return of(List.of(messages));
  }

  /** Messages, state unchanged. */
  public static CheckResult of(List<Message> messages) {
    return new CheckResult(List.copyOf(messages), Optional.empty(), Optional.empty());
  }

  /** The same with state to keep. */
  public CheckResult keeping(CheckState kept) {
    return new CheckResult(messages, Optional.of(kept), next);
  }

  /** The same with another time until the next run. */
  public CheckResult againAfter(Duration delay) {
    return new CheckResult(messages, state, Optional.of(delay));
  }
}
