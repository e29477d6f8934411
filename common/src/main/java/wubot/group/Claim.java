// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.concurrent.CompletableFuture;

/**
 * One effect that is this member's to do.
 *
 * <p>It is renewed in the background until one of {@link #complete}, {@link #fail} and {@link
 * #release} is called; one of them must be. Before the effect begins, {@link #mayAct} (free) or
 * {@link #confirm} (one writing, narrows the gap between asking and doing) must have said yes.
 * Thread-safe.
 */
public final class Claim {

  /** What became of the last word about a claim. */
  public enum Ending {
    /** A record that is final was written or read: the row may go. */
    RECORDED,
    /**
     * The store is away; it will be written when it answers. Keep the row and ask again for its id
     * later, which then says done.
     */
    LATER,
    /**
     * Somebody else took over in the meantime, so that the effect may happen twice. Keep the row
     * and ask again for its id.
     */
    TAKEN_OVER
  }

  /** What becomes of an effect that failed. */
  public enum Failure {
    /** Somebody, maybe this member, tries again after the back-off: keep the row and ask again. */
    RETRIED,
    /** That was the last try, recorded: this member says so to people, and the row may go. */
    LAST,
    /**
     * It was the last try, but the store is away or somebody else took over: keep the row and ask
     * again.
     */
    UNSETTLED
  }

  private final ClaimEndings endings;
  private final ClaimId id;
  private final Policy policy;
  private final ClaimLease lease;
  private final long token;
  private final String attempt;
  private final int number;

  Claim(ClaimEndings endings, ClaimId id, Policy policy, ClaimLease lease) {
    this.endings = endings;
    this.id = id;
    this.policy = policy;
    this.lease = lease;
    ClaimRecord record = lease.record();
    this.token = record.token();
    this.attempt = record.attempt();
    this.number = record.number();
  }

  /** What is claimed. */
  public ClaimId id() {
    return id;
  }

  /** What becomes of it should this process die now. */
  public Policy policy() {
    return policy;
  }

  /** Larger than those of all earlier attempts for the id. */
  public long token() {
    return token;
  }

  /** Made anew for every attempt. */
  public String attempt() {
    return attempt;
  }

  /** How many members took it up to now, this time included; from 1. */
  public int attemptNumber() {
    return number;
  }

  /** The same for every attempt for this id, for far ends that know the repetition of a request. */
  public String idempotencyKey() {
    return id.toString();
  }

  /**
   * Whether an effect may begin now, without asking the store: nobody else can have taken over yet.
   * No again later may become yes, once a renewal got through; see {@link #confirm}.
   */
  public boolean mayAct() {
    return lease.mayAct();
  }

  /**
   * Renews now, and says whether the effect may begin: to be called right before it.
   *
   * @return false also when the store does not answer
   */
  public boolean confirm() {
    return endings.confirm(this);
  }

  /** The effect has happened. */
  public Ending complete() {
    return endings.complete(this);
  }

  /** As {@link #complete}, without waiting for the store, so that the next effect can begin. */
  public CompletableFuture<Ending> completeSoon() {
    return endings.completeSoon(this);
  }

  /**
   * The effect failed, maybe in the middle. With at most once this was the last try.
   *
   * @param error for people, without secrets; up to 4,000 characters are kept
   */
  public Failure fail(String error) {
    return endings.fail(this, error);
  }

  /** Nothing has happened for certain, and somebody else may do it: not counted as a failure. */
  public void release() {
    endings.release(this);
  }

  /**
   * The member stops in the middle of the effect, and nobody knows how far it came. As if it had
   * died, but without a wait for the time to live: somebody does it again, this member maybe, or
   * with at most once nobody. Does nothing to a claim that has ended.
   */
  public void leave() {
    endings.leave(this);
  }

  ClaimLease lease() {
    return lease;
  }

  @Override
  public String toString() {
    return "claim " + id + " token " + token;
  }
}
