// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** A reaction could not do its work; the message says what, why and what to do, without secrets. */
public final class ReactionFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;
  private final boolean elsewhere;

  private ReactionFailure(String problem, boolean passing, boolean elsewhere, Throwable cause) {
    super(problem, cause);
    this.passing = passing;
    this.elsewhere = elsewhere;
  }

  /** Trying again later may help: a server that is away, a full disk. */
  public static ReactionFailure passing(String problem, Throwable cause) {
    return new ReactionFailure(problem, true, false, cause);
  }

  /** Trying again will not help: this message cannot be handled. */
  public static ReactionFailure lasting(String problem) {
    return new ReactionFailure(problem, false, false, null);
  }

  /** It is another member's to do: nothing was done here, and that one should get it soon. */
  public static ReactionFailure elsewhere(String problem) {
    return new ReactionFailure(problem, true, true, null);
  }

  /** A failure of the same kind in other words, without its cause. */
  ReactionFailure saying(String problem) {
    return new ReactionFailure(problem, passing, elsewhere, null);
  }

  /** Whether another member should do it. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Whether trying again later may help. */
  public boolean isPassing() {
    return passing;
  }
}
