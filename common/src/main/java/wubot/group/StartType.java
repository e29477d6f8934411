// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/** Why a role starts here. */
public sealed interface StartType {

  /** For the first time, or once more where it was before. */
  record Normal() implements StartType {}

  /** The member that had it has gone, stopped or failed. */
  record Failover(String from) implements StartType {}

  /** The member that had it gives it up for this one. */
  record Takeover(String from) implements StartType {}

  /** As in log lines and messages: {@code normal}, {@code failover joe}, {@code takeover joe}. */
  default String describe() {
    if (this instanceof Failover failover) {
      return "failover " + failover.from();
    } else if (this instanceof Takeover takeover) {
      return "takeover " + takeover.from();
    }
    return "normal";
  }

  /** Reads what {@link #describe} wrote; anything else is normal. */
  static StartType of(String text) {
    if (text.startsWith("failover ")) {
      return new Failover(text.substring("failover ".length()));
    } else if (text.startsWith("takeover ")) {
      return new Takeover(text.substring("takeover ".length()));
    }
    return new Normal();
  }
}
