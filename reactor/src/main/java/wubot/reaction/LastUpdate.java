// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import wubot.message.Fields;
import wubot.message.Message;

/** When a message says that it was made. */
final class LastUpdate {

  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999

  private LastUpdate() {}

  /** In seconds since 1970; empty where it does not say, or says what is no date. */
  static OptionalLong of(Message message) {
    OptionalDouble said = message.number(Fields.LASTUPDATE);
    return said.isPresent() && said.getAsDouble() >= 1 && said.getAsDouble() <= LAST_SECOND
        ? OptionalLong.of((long) said.getAsDouble())
        : OptionalLong.empty();
  }
}
