// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Clock;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * The time by which reactions reckon: that of the messages, not that of the wall. All moments are
 * seconds since 1970.
 */
public interface EventTime {

  /** When the message at hand counts as made. */
  long of(Message message);

  /**
   * From when on a timer may go off that belongs to the messages of this host; the smaller, the
   * earlier its turn. It may when this is not after {@link #latest}.
   */
  long ripeness(String host, long due);

  /** No timer that is due later than this may go off. */
  long latest();

  /** What messages themselves say, and no timer ever goes off. */
  static EventTime ofMessages(Clock clock) {
    return new EventTime() {
      @Override
      public long of(Message message) {
        return (long)
            message.number(Fields.LASTUPDATE).orElse((double) clock.instant().getEpochSecond());
      }

      @Override
      public long ripeness(String host, long due) {
        return Long.MAX_VALUE;
      }

      @Override
      public long latest() {
        return Long.MIN_VALUE;
      }
    };
  }
}
