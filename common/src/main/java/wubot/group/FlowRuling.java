// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/** The answer to a member that asks whose conversation this is. */
public sealed interface FlowRuling {

  /** It is this member's to go on with. */
  record Mine(Flow flow) implements FlowRuling {}

  /**
   * Another member has it: keep the message.
   *
   * @param owner name of that member
   * @param lookAgain ask again after this time
   */
  record Elsewhere(String owner, Duration lookAgain) implements FlowRuling {}

  /** There is no such conversation, or none any more. */
  record None() implements FlowRuling {}

  /**
   * There was one, and its context died with its member; it may be started anew at once.
   *
   * @param step how far it had come
   */
  record Lost(int step) implements FlowRuling {}

  /** The store does not answer. */
  record Away(String why) implements FlowRuling {}
}
