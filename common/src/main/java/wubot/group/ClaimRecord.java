// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * What the store holds about a claim or a resource.
 *
 * @param owner member and incarnation that wrote it
 * @param attempt made anew for every acquisition, kept while it is held: whose attempt it is
 * @param token grows with every acquisition
 * @param number how many acquisitions there were, this one included
 * @param failures how many of them failed
 * @param beat grows with every writing of this attempt
 * @param ttl time to live; for {@link State#FAILED} the time to wait before the next attempt
 * @param error of the last failure; empty without one
 */
record ClaimRecord(
    State state,
    String owner,
    String attempt,
    long token,
    int number,
    int failures,
    long beat,
    Duration ttl,
    String error) {

  private static final int LONGEST_ERROR = 4_000;

  enum State {
    /** Somebody is at it; another may take over when it expires. */
    HANDLING(false),
    /** Somebody took it and nobody else ever may. */
    CLAIMED(true),
    /** Finished. */
    DONE(true),
    /** The holder died after it took what nobody else may. */
    ABANDONED(true),
    /** The effect threw. */
    FAILED(false),
    /** Given back before anything happened: anybody may take it now. */
    OPEN(false);

    /** Whether others need not look any more. */
    final boolean terminal;

    State(boolean terminal) {
      this.terminal = terminal;
    }

    /** Whether somebody acts on it. */
    boolean isHeld() {
      return this == HANDLING || this == CLAIMED;
    }
  }

  static ClaimRecord read(Entry entry) {
    Document text = Document.of(entry);
    State state;
    try {
      state = State.valueOf(text.text("state").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new StoreAway("what the store holds under " + entry.key() + " is no claim", e);
    }
    return new ClaimRecord(
        state,
        text.text("owner").orElse(""),
        text.text("attempt").orElse(""),
        text.number("token").orElse(0),
        (int) text.number("n").orElse(1),
        (int) text.number("failures").orElse(0),
        text.number("beat").orElse(0),
        Duration.ofMillis(text.number("ttl").orElse(10_000)),
        text.text("error").orElse(""));
  }

  String text() {
    Document text =
        Document.empty()
            .with("state", state.name())
            .with("owner", owner)
            .with("attempt", attempt)
            .with("token", token)
            .with("n", number)
            .with("beat", beat)
            .with("ttl", ttl.toMillis());
    if (failures > 0) {
      String cut = error.substring(0, Math.min(error.length(), LONGEST_ERROR));
      text = text.with("failures", failures).with("error", cut);
    }
    return text.toText();
  }

  /** The same attempt in this state. */
  ClaimRecord in(State to) {
    return new ClaimRecord(to, owner, attempt, token, number, failures, beat, ttl, error);
  }

  /** The same attempt, which failed. */
  ClaimRecord failed(String why, int allFailures, Duration pause) {
    return new ClaimRecord(
        State.FAILED, owner, attempt, token, number, allFailures, beat, pause, why);
  }

  ClaimRecord withBeat(long other) {
    return new ClaimRecord(state, owner, attempt, token, number, failures, other, ttl, error);
  }
}
