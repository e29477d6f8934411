// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import wubot.group.RoleBoard.Seen;

/**
 * One role at this member: takes it when the placement names this member, holds it, gives it up.
 * Everything but {@link #fence} is called by one thread at a time.
 *
 * <p>What stands in the store decides; what this object remembers is only the work that runs here.
 * When the record says that this process holds the role and no work runs here, a writing whose
 * outcome was unknown has arrived late, or the work was stopped because its time was over: the
 * record is then taken anew, by a conditional writing and with a new token, before anything starts.
 */
final class Role {

  private final RoleStand at;
  private final RoleTaking taking;
  private final RoleKeeping keeping;
  private volatile String alarm = "";

  Role(RoleSettings settings, RoleWork work, Executor executor, RoleServices with) {
    this.at = new RoleStand(settings, with);
    this.taking = new RoleTaking(at, work, executor);
    this.keeping = new RoleKeeping(at, taking);
  }

  RoleSettings settings() {
    return at.settings();
  }

  Optional<Grant> grant() {
    return at.hold().map(Hold::grant);
  }

  Candidates candidates() {
    return at.candidates();
  }

  String alarm() {
    return alarm;
  }

  boolean isHolding() {
    return at.hold().isPresent();
  }

  /** Whether this member is to take the role any moment, and should look more often. */
  boolean isMoving() {
    Seen seen = at.seen();
    return seen.record().target().equals(at.self())
        && seen.nanos() < at.settings().handoverTimeout().toNanos();
  }

  /** Gives the role up if it is here, and does not take it again. */
  void leave() {
    at.leave();
  }

  Readiness readiness() {
    return at.readiness();
  }

  /** Stops the work when its time is over. By any thread; waits for nothing. */
  void fence() {
    at.hold()
        .ifPresent(
            one -> {
              boolean goesOn = at.settings().onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
              boolean active =
                  one.stage() == Hold.Stage.STARTING || one.stage() == Hold.Stage.RUNNING;
              if (active && one.tenure().lapsed() && !goesOn && !one.isLent()) {
                one.fence("the store has not answered for two thirds of the time to live");
                at.event(RoleEvent.Kind.FENCED, one, "the store has not answered in time");
              }
            });
  }

  /** Stops the work without a word to the others, who take it for dead. */
  void abandon() {
    at.hold().ifPresent(one -> one.fence(at.self() + " leaves without the store"));
  }

  /** How long until {@link #fence} has something to do. */
  long nanosToFence() {
    return at.hold().map(one -> one.tenure().nanosLeft()).orElse(Long.MAX_VALUE);
  }

  /** Renews what is held when it is time, from what was last read. */
  void renew() {
    at.hold()
        .ifPresent(
            one -> {
              Seen seen = at.seen();
              if (at.isMine(one, seen) && one.tenure().isDue()) {
                at.write(one, seen, seen.record());
              }
            });
  }

  /** Does what there is to do, after everything was read anew. */
  void step() {
    at.publish();
    boolean settled = at.isSettled();
    Optional<Hold> now = at.hold();
    if (now.isPresent()) {
      keeping.holding(now.get(), at.seen());
    } else {
      taking.idle(at.seen(), settled);
    }
    look(at.seen());
  }

  /** Sees whether somebody must look at this role, and says so once. */
  private void look(Seen seen) {
    RoleRecord record = seen.record();
    Readiness own = at.readiness();
    RoleOrders orders = at.with().board().orders(at.settings().name());
    String now = "";
    List<String> disagreeing = at.candidates().disagreeing(record, own);
    boolean silent =
        record.isHeld() && seen.nanos() >= record.ttlMillis() * 1_000_000 && at.hold().isEmpty();
    if (!disagreeing.isEmpty()) {
      now =
          "config mismatch: "
              + String.join(", ", disagreeing)
              + " with other nodes or another timeout than the rest";
    } else if (at.with().member().isIn() && !orders.stopped() && !record.isFinished(orders)) {
      if (silent && at.settings().waitsForEver()) {
        now = record.holder() + " has gone silent and nobody may follow it";
      } else if (!record.isHeld() && at.candidates().of(record, own).isEmpty()) {
        now = "no member may run it";
      }
    }
    if (!now.equals(alarm)) {
      RoleEvent.Kind kind = now.isEmpty() ? RoleEvent.Kind.ALARM_OVER : RoleEvent.Kind.ALARM;
      at.event(kind, record.token(), Optional.empty(), now.isEmpty() ? alarm : now);
      alarm = now;
    }
  }
}
