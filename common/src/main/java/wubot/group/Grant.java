// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A role, given to this member. Safe for use by several threads. */
public final class Grant {

  private final String role;
  private final long token;
  private final StartType type;
  private final Optional<Handover> left;
  private final BooleanSupplier mayAct;
  private final Consumer<Optional<Throwable>> ended;
  private final Predicate<Handover> snapshots;
  private volatile boolean revoked;

  Grant(
      String role,
      long token,
      StartType type,
      Optional<Handover> left,
      BooleanSupplier mayAct,
      Consumer<Optional<Throwable>> ended,
      Predicate<Handover> snapshots) {
    this.role = role;
    this.token = token;
    this.type = type;
    this.left = left;
    this.mayAct = mayAct;
    this.ended = ended;
    this.snapshots = snapshots;
  }

  /** The role's name. */
  public String role() {
    return role;
  }

  /** Larger than that of every grant of the role before, by whomever. */
  public long token() {
    return token;
  }

  /** Why it starts here. */
  public StartType type() {
    return type;
  }

  /** What the last holder that saved anything left. */
  public Optional<Handover> left() {
    return left;
  }

  /**
   * Whether an effect may begin now. To be asked before each one: it costs two looks at clocks, and
   * turns to no by itself when the store has not acknowledged this member for too long.
   */
  public boolean mayAct() {
    return !revoked && mayAct.getAsBoolean();
  }

  /** The work has failed and ended: it is started again, here or elsewhere. */
  public void failed(Throwable why) {
    ended.accept(Optional.of(why));
  }

  /** The work is done: the role is not started again, unless its restart is permanent. */
  public void finished() {
    ended.accept(Optional.empty());
  }

  /**
   * Saves what another member goes on from should this one die.
   *
   * @return whether it is saved; not when a holder with a larger token has begun
   * @throws StoreAway when the store did not answer; it may be saved
   * @throws IllegalArgumentException when it is too large
   */
  public boolean save(Handover snapshot) {
    return mayAct() && snapshots.test(snapshot);
  }

  void revoke() {
    revoked = true;
  }
}
