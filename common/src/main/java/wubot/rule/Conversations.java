// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;
import java.util.Map;

/**
 * The conversations that reactions lead with people, each of several messages. In a group every
 * conversation is one member's at a time; alone, all are this daemon's.
 */
public interface Conversations {

  /** Whose a conversation is. */
  sealed interface Ruling {

    /** Ours to go on with. */
    record Mine(Conversation conversation) implements Ruling {}

    /** Another member has it, and gets its messages: to be asked again soon. */
    record Elsewhere(String member) implements Ruling {}

    /** There is none. */
    record None() implements Ruling {}

    /** It was lost with the member that had it; there is none now. */
    record Lost() implements Ruling {}

    /** Nobody can say now: to be asked again. */
    record Away(String why) implements Ruling {}
  }

  /**
   * Asks whose a conversation is, and begins one where that is wanted.
   *
   * @param flow the kind of conversation
   * @param session whose it is: a person's address, or a room's
   * @param start whether to begin one when there is none
   * @param limit it is over after so long without a message
   * @param now when the message at hand was said, in seconds since 1970
   * @throws InterruptedException when the thread was interrupted while waiting for others
   */
  Ruling enter(String flow, String session, boolean start, Duration limit, long now)
      throws InterruptedException;

  /**
   * Whether a conversation with this session goes on, or ended so short a time ago that a line may
   * still belong to it.
   *
   * @param now when the message at hand was said, in seconds since 1970
   */
  boolean isUnderway(String session, long now);

  /** One conversation, as it stood when it was asked for. */
  interface Conversation {

    /** What became of a step. */
    enum Step {
      /** It is recorded. */
      ACCEPTED,
      /** It was recorded before for this very message. */
      REPEATED,
      /** Another member has the conversation now, or it has ended: ask again. */
      SUPERSEDED,
      /** Nobody can say whether it is recorded: try again. */
      AWAY
    }

    /** The message of the last step; empty before the first. */
    String event();

    /** What earlier steps left for later ones. */
    Map<String, String> context();

    /**
     * Records one more step, and begins the time limit anew.
     *
     * @param event id of the message that is the step
     * @param next what later steps may read
     */
    Step advance(String event, Map<String, String> next) throws InterruptedException;

    /** Ends the conversation; false when that may not be recorded. */
    boolean end() throws InterruptedException;
  }
}
