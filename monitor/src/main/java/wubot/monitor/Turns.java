// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.OptionalLong;

/** Whether it is this member's turn to run a shared check. */
interface Turns {

  /** This member's name. */
  String node();

  /** This member in this life, as nobody else is called. */
  String name();

  /** Whether a run may begin, as far as can be told without asking the store. */
  boolean mayAct();

  /** The token of the role that this member holds; empty when members take turns without one. */
  OptionalLong token();

  /**
   * How long after its time this member leaves a run to others, in milliseconds.
   *
   * @param number of the run
   */
  long patience(long number);

  /**
   * Whether the last run may still be under way elsewhere.
   *
   * @param version of the record that says so
   */
  boolean isBusy(SlotRecord last, long version);

  /** Whether to go on from this time although the last run was planned for a later one. */
  boolean mayGoBack(long version);
}
