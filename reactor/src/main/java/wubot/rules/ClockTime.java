// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Clock;
import wubot.message.Message;
import wubot.rule.EventTime;

/**
 * The time of a clock that is moved to each message before the message comes.
 *
 * @param clock the clock
 */
record ClockTime(Clock clock) implements EventTime {

  @Override
  public long of(Message message) {
    return latest();
  }

  @Override
  public long ripeness(String host, long due) {
    return due;
  }

  @Override
  public long latest() {
    return clock.instant().getEpochSecond();
  }
}
