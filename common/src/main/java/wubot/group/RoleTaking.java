// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import wubot.group.GroupClock.Moment;
import wubot.group.RoleBoard.Seen;

/**
 * Takes a role that this member does not have, when it is free, or left for it, and the placement
 * names this member.
 */
final class RoleTaking {

  private final RoleStand at;
  private final RoleSettings settings;
  private final RoleServices with;
  private final Placement placement;
  private final Candidates candidates;
  private final RoleWork work;
  private final Executor executor;

  RoleTaking(RoleStand at, RoleWork work, Executor executor) {
    this.at = at;
    this.settings = at.settings();
    this.with = at.with();
    this.placement = at.placement();
    this.candidates = at.candidates();
    this.work = work;
    this.executor = executor;
  }

  void idle(Seen seen, boolean settled) {
    RoleRecord record = seen.record();
    RoleOrders orders = with.board().orders(settings.name());
    boolean mine = at.isOurs(record);
    if (!with.member().isIn()) {
      return;
    }
    Readiness own = at.readiness();
    boolean rests = orders.stopped() || record.isFinished(orders);
    if (at.isLeaving() || rests) {
      if (mine) {
        with.board().write(settings.name(), seen, record.vacant("given back", false));
      }
      return;
    }
    if (record.state() == RoleState.HANDOVER) {
      handover(seen, own);
    } else if (record.overlaps() && record.target().equals(at.self()) && record.isHeld()) {
      take(seen, new StartType.Takeover(record.holder()), record.past(), "");
    } else if (mine || isFree(seen)) {
      boolean back = record.isHeld() && record.holder().equals(at.self());
      boolean chosen = choose(record, own).filter(at.self()::equals).isPresent();
      boolean able = candidates.why(at.self(), record, own).isEmpty();
      if ((chosen && settled) || (back && able)) {
        take(seen, type(record), mine ? record.past() : List.of(), "");
      } else if (mine) {
        with.board().write(settings.name(), seen, record.vacant("given back", false));
      }
    }
  }

  private Optional<String> choose(RoleRecord record, Readiness own) {
    // Whoever had it has gone: to be past counts only as long as somebody holds the role.
    RoleRecord free = record.withPast(List.of(), false).vacant("", false);
    return placement.choose(candidates.of(free, own), Optional.empty());
  }

  /** Whether nobody has the role, or the one who has it has been silent for long enough. */
  private boolean isFree(Seen seen) {
    RoleRecord record = seen.record();
    long timeout = settings.timeout().toNanos();
    if (!record.isHeld()) {
      return !record.waits() || seen.nanos() >= timeout;
    }
    long ttl = record.ttlMillis() * 1_000_000;
    if (seen.nanos() < ttl) {
      return false;
    }
    boolean formerlyOurs = record.holder().equals(at.self());
    boolean givenByUs =
        record.state() == RoleState.STARTING
            && record.previousIncarnation().equals(with.member().incarnation());
    return formerlyOurs || givenByUs || (!settings.waitsForEver() && seen.nanos() >= ttl + timeout);
  }

  private StartType type(RoleRecord record) {
    if (at.isOurs(record) && record.state() == RoleState.STARTING) {
      return record.type(); // it has not started yet
    }
    boolean ran = record.isHeld() && record.state() != RoleState.STARTING;
    String last = ran ? record.holder() : record.previous();
    return last.isEmpty() || last.equals(at.self())
        ? new StartType.Normal()
        : new StartType.Failover(last);
  }

  private void handover(Seen seen, Readiness own) {
    RoleRecord record = seen.record();
    String source = record.previous();
    long patience = settings.handoverTimeout().toNanos();
    if (record.target().equals(at.self()) && record.refused().isEmpty()) {
      Optional<String> why = candidates.why(at.self(), record, own).or(this::unreadable);
      if (why.isPresent()) {
        with.board().write(settings.name(), seen, record.refusedFor(why.get()));
      } else {
        take(seen, new StartType.Takeover(source), record.past(), "");
      }
      return;
    }
    boolean ours = record.previousIncarnation().equals(with.member().incarnation());
    boolean gone = with.member().member(record.target()).filter(MemberStatus::alive).isEmpty();
    boolean late = seen.nanos() >= patience;
    if (ours && (gone || late || !record.refused().isEmpty())) {
      String why = record.target() + (gone ? " has gone" : " did not take it in time");
      String reason = record.refused().isEmpty() ? why : record.refused();
      String failed = candidates.incarnation(record.target());
      take(seen, new StartType.Normal(), List.of(failed), reason);
      at.event(RoleEvent.Kind.MOVE_FAILED, record.token(), Optional.empty(), reason);
    } else if ((isNobodyLeft(record, gone) || seen.nanos() >= 2 * patience)
        && choose(record, own).filter(at.self()::equals).isPresent()) {
      take(seen, new StartType.Failover(source), List.of(), "");
    }
  }

  private boolean isNobodyLeft(RoleRecord record, boolean targetGone) {
    return targetGone
        && with.member()
            .member(record.previous())
            .filter(one -> one.alive() && one.incarnation().equals(record.previousIncarnation()))
            .isEmpty();
  }

  private Optional<String> unreadable() {
    int schema = with.snapshots().schema(settings.name());
    return work.reads(schema)
        ? Optional.empty()
        : Optional.of(at.self() + " does not read schema " + schema);
  }

  /** Takes the role by one conditional writing and begins the work. */
  void take(Seen seen, StartType type, List<String> past, String failure) {
    Member member = with.member();
    long token = with.store().nextToken();
    RoleRecord next =
        seen.record().taken(member, token, with.ids().get(), type, settings.hash(), past);
    String move = with.board().orders(settings.name()).move();
    if (!failure.isEmpty()) {
      next = next.withOutcome("failed: " + failure);
    } else if (!move.isEmpty() && !move.equals(next.move())) {
      next = next.withMove(move, "the holder had gone when it was ordered");
    }
    Moment sent = with.clock().now();
    if (!with.board().write(settings.name(), seen, next).isApplied()) {
      return; // lost, or unknown: the next step looks at what stands there
    }
    Tenure tenure = new Tenure(with.clock(), member.settings().ttl(), sent);
    Optional<Handover> stored = with.snapshots().take(settings.name(), token);
    Optional<Handover> left = stored.filter(one -> work.reads(one.schema()));
    Hold taken =
        new Hold(
            work,
            executor,
            tenure,
            with.clock(),
            with.changed(),
            self -> grant(self, tenure, token, type, left));
    at.holds(taken);
    at.event(RoleEvent.Kind.STARTING, taken, "");
    if (stored.isPresent() && left.isEmpty()) {
      String why = "starts without what was left, of schema " + stored.get().schema();
      at.event(RoleEvent.Kind.ALARM, taken, why);
    }
    taken.begin();
  }

  private Grant grant(
      Hold one, Tenure tenure, long token, StartType type, Optional<Handover> left) {
    boolean goesOn = settings.onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
    return new Grant(
        settings.name(),
        token,
        type,
        left,
        () -> tenure.mayAct() || goesOn || one.isLent(),
        one::endedItself,
        snapshot -> saved(token, snapshot));
  }

  private boolean saved(long token, Handover snapshot) {
    boolean saved = with.snapshots().save(settings.name(), token, snapshot, with.ids().get());
    if (saved) {
      with.snapshots().sweep(settings.name());
    }
    return saved;
  }
}
