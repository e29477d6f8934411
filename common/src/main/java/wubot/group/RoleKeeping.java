// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.group.GroupClock.Moment;
import wubot.group.RoleBoard.Seen;

/** Keeps a role that this member has, brings it to an end, and gives it to others. */
final class RoleKeeping {

  private final RoleStand at;
  private final RoleSettings settings;
  private final RoleServices with;
  private final Placement placement;
  private final Candidates candidates;
  private final Strikes strikes;
  private final RoleTaking taking;

  RoleKeeping(RoleStand at, RoleTaking taking) {
    this.at = at;
    this.settings = at.settings();
    this.with = at.with();
    this.placement = at.placement();
    this.candidates = at.candidates();
    this.strikes = at.strikes();
    this.taking = taking;
  }

  void holding(Hold one, Seen seen) {
    if (!at.isMine(one, seen)) {
      lost(one, seen);
      return;
    }
    switch (one.stage()) {
      case STARTING -> {
        if (one.nanosInStage() > settings.longestStart().toNanos()) {
          one.abandon("the start took longer than " + settings.longestStart());
        }
      }
      case RUNNING -> running(one, seen);
      case ENDING -> {
        if (one.nanosInStage() > settings.longestStop().toNanos()) {
          one.abandon("the end took longer than " + settings.longestStop());
        }
      }
      case ENDED -> one.end().ifPresent(end -> ended(one, seen, end));
    }
  }

  private void lost(Hold one, Seen seen) {
    RoleRecord record = seen.record();
    boolean given =
        record.overlaps()
            && record.state() == RoleState.STARTING
            && record.previousIncarnation().equals(with.member().incarnation())
            && one.stage() == Hold.Stage.RUNNING;
    if (given && one.isLent()) {
      return; // the other one starts; this one goes on until it has started
    }
    if (one.stage() == Hold.Stage.STARTING || one.stage() == Hold.Stage.RUNNING) {
      String who = record.holder().isEmpty() ? "nobody" : record.holder();
      String why = who + " has the role with token " + record.token();
      boolean yields = settings.onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
      RoleEvent.Kind kind = yields ? RoleEvent.Kind.YIELDED : RoleEvent.Kind.FENCED;
      one.fence(why);
      at.event(one.isLent() ? RoleEvent.Kind.HANDED_OVER : kind, one, why);
    }
    if (one.stage() == Hold.Stage.ENDED) {
      at.clear(one);
    }
  }

  private void running(Hold one, Seen seen) {
    RoleRecord record = seen.record();
    RoleOrders orders = with.board().orders(settings.name());
    if (!one.isAnnounced()) {
      if (record.state() == RoleState.RUNNING || at.write(one, seen, runs(record))) {
        one.announce();
        strikes.forgive();
        at.publish();
        at.event(RoleEvent.Kind.STARTED, one, "");
      }
      return;
    }
    if (at.isLeaving()) {
      drain(one, seen, Exit.release(at.self() + " leaves", settings.waitOnStop()));
    } else if (orders.stopped()) {
      drain(one, seen, Exit.release("ordered to run nowhere", false));
    } else if (with.member().isIn()) {
      stayOrGo(one, seen, orders);
    } else if (with.member().state() instanceof MemberState.Refused) {
      drain(one, seen, Exit.release("another process is " + at.self(), false));
    }
  }

  private RoleRecord runs(RoleRecord record) {
    RoleRecord next = record.withState(RoleState.RUNNING).withTarget("", false);
    return record.manual() ? next.withOutcome("moved to " + at.self()) : next;
  }

  private void stayOrGo(Hold one, Seen seen, RoleOrders orders) {
    RoleRecord record = seen.record();
    Readiness own = at.readiness();
    boolean ordered = !orders.move().isEmpty() && !orders.move().equals(record.move());
    if (ordered) {
      String target = orders.moveTarget();
      Optional<String> why = candidates.why(target, record, own);
      if (target.equals(at.self())) {
        at.write(one, seen, record.withMove(orders.move(), "already at " + at.self()));
      } else if (why.isPresent()) {
        at.write(one, seen, record.withMove(orders.move(), "refused: " + why.get()));
      } else {
        give(one, seen, Exit.ordered(target, orders.move()));
      }
      return;
    }
    if (!record.target().isEmpty() && record.overlaps()) {
      if (seen.nanos() > settings.handoverTimeout().toNanos() / 2 || !one.isLent()) {
        failedMove(one, seen, record.target() + " did not take it");
      }
      return;
    }
    Map<String, Placement.Candidate> able = candidates.of(record, own);
    boolean fit = able.containsKey(at.self());
    Optional<String> chosen =
        placement.choose(able, fit ? Optional.of(at.self()) : Optional.empty());
    if (chosen.isPresent() && !chosen.get().equals(at.self())) {
      String why = fit ? chosen.get() + " is preferred" : why(record, own);
      give(one, seen, Exit.to(chosen.get(), why));
    } else if (!fit) {
      drain(one, seen, Exit.release(why(record, own), false));
    }
  }

  private String why(RoleRecord record, Readiness own) {
    return candidates.why(at.self(), record, own).orElse("");
  }

  private void failedMove(Hold one, Seen seen, String why) {
    RoleRecord record = seen.record();
    String failed = candidates.incarnation(record.target());
    RoleRecord next = record.alsoPast(failed).withTarget("", false).withOutcome("failed: " + why);
    if (at.write(one, seen, next)) {
      one.lend(0);
      at.event(RoleEvent.Kind.MOVE_FAILED, one, why);
    }
  }

  private void give(Hold one, Seen seen, Exit exit) {
    if (settings.overlap()) {
      RoleRecord offered = going(seen.record(), exit).withTarget(exit.target(), true);
      if (at.write(one, seen, offered)) {
        one.lend(settings.handoverTimeout().toNanos());
      }
    } else {
      drain(one, seen, exit);
    }
  }

  private RoleRecord going(RoleRecord record, Exit exit) {
    RoleRecord next =
        record.withPast(exit.manual() ? preferredTo(exit.target()) : List.of(), exit.manual());
    return exit.move().isEmpty() ? next : next.withMove(exit.move(), RoleStatus.UNDER_WAY);
  }

  /** The processes that would get the role back at once if they were a reason to. */
  private List<String> preferredTo(String target) {
    List<String> past = new ArrayList<>();
    past.add(with.member().incarnation());
    for (MemberStatus one : with.member().members()) {
      if (one.alive() && placement.rank(one.node()) < placement.rank(target)) {
        past.add(one.incarnation());
      }
    }
    return past.stream().distinct().toList();
  }

  private void drain(Hold one, Seen seen, Exit exit) {
    RoleRecord next =
        going(seen.record(), exit).withTarget(exit.target(), false).withState(RoleState.DRAINING);
    Moment sent = with.clock().now();
    Outcome outcome = with.board().write(settings.name(), seen, next);
    if (outcome instanceof Outcome.Applied) {
      one.tenure().renewed(sent);
    } else if (outcome instanceof Outcome.NotApplied) {
      return; // somebody else wrote; the next step looks at what
    }
    at.event(RoleEvent.Kind.DRAINING, one, exit.why());
    one.drain(exit);
  }

  private void ended(Hold one, Seen seen, Hold.End end) {
    if (end instanceof Hold.End.Drained drained) {
      drained(one, seen, drained);
    } else if (end instanceof Hold.End.StartFailed failed) {
      String why = "the start failed at " + at.self() + ": " + failed.why().getMessage();
      if (one.note()) {
        strikes.keepAway(why);
        at.publish();
        at.event(RoleEvent.Kind.START_FAILED, one, why);
        giveUp(one, why);
      }
      release(one, seen, seen.record().vacant(why, false), RoleEvent.Kind.RELEASED, why);
    } else if (end instanceof Hold.End.Failed failed) {
      failed(one, seen, "failed at " + at.self() + ": " + failed.why().getMessage());
    } else if (end instanceof Hold.End.Finished) {
      if (settings.restart() == RoleSettings.Restart.PERMANENT) {
        failed(one, seen, "ended at " + at.self());
      } else {
        finished(one, seen, "done at " + at.self());
      }
    } else {
      at.clear(one); // the record is taken anew, or somebody else takes it
    }
  }

  private void drained(Hold one, Seen seen, Hold.End.Drained end) {
    if (!end.left().isEmpty() && !save(one, end.left())) {
      at.clear(one);
      return;
    }
    Exit exit = end.exit();
    if (exit.target().isEmpty()) {
      RoleRecord vacant = seen.record().vacant(exit.why(), exit.patient());
      release(one, seen, vacant, RoleEvent.Kind.RELEASED, exit.why());
    } else {
      // The writing about draining may be lost; this one says it all again.
      RoleRecord next = going(seen.record(), exit).withTarget(exit.target(), false).handedOver();
      release(one, seen, next, RoleEvent.Kind.HANDED_OVER, exit.target());
    }
    if (!end.left().isEmpty()) {
      with.snapshots().sweep(settings.name());
    }
  }

  private boolean save(Hold one, Handover left) {
    try {
      return with.snapshots().save(settings.name(), one.grant().token(), left, with.ids().get());
    } catch (IllegalArgumentException e) {
      at.event(RoleEvent.Kind.ALARM, one, e.getMessage());
      return true; // the role moves without it
    }
  }

  private void failed(Hold one, Seen seen, String why) {
    if (settings.restart() == RoleSettings.Restart.TEMPORARY) {
      finished(one, seen, why);
      return;
    }
    if (one.note()) {
      at.event(RoleEvent.Kind.FAILED, one, why);
      if (at.isLeaving() || !strikes.mayRestart()) {
        strikes.keepAway(why + ", too often");
        at.publish();
        giveUp(one, why + ", too often");
      }
    }
    if (strikes.hasFailed()) {
      release(one, seen, seen.record().vacant(why, false), RoleEvent.Kind.RELEASED, why);
    } else {
      at.clear(one);
      taking.take(seen, new StartType.Normal(), seen.record().past(), "");
    }
  }

  private void giveUp(Hold one, String why) {
    if (settings.exitNode() && !at.isLeaving()) {
      at.event(RoleEvent.Kind.GAVE_UP, one, why);
    }
  }

  private void finished(Hold one, Seen seen, String why) {
    RoleOrders orders = with.board().orders(settings.name());
    RoleRecord next = seen.record().vacant(why, false).finished(orders);
    release(one, seen, next, RoleEvent.Kind.FINISHED, why);
  }

  private void release(Hold one, Seen seen, RoleRecord next, RoleEvent.Kind kind, String why) {
    if (at.write(one, seen, next)) {
      at.clear(one);
      at.event(kind, one, why);
    }
  }
}
