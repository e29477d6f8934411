// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import wubot.group.GroupClock.Moment;
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

  private static final int SETTLING_POLLS = 3;

  private final RoleSettings settings;
  private final RoleWork work;
  private final Executor executor;
  private final RoleServices with;
  private final Placement placement;
  private final Candidates candidates;
  private final Strikes strikes;
  private volatile Optional<Hold> hold = Optional.empty();
  private OptionalLong knownSince = OptionalLong.empty();
  private boolean leaving;
  private volatile String alarm = "";

  Role(RoleSettings settings, RoleWork work, Executor executor, RoleServices with) {
    this.settings = settings;
    this.work = work;
    this.executor = executor;
    this.with = with;
    this.placement = new Placement(settings.nodes());
    this.candidates = new Candidates(settings, with.member(), with.board());
    this.strikes = new Strikes(settings, with.clock());
  }

  RoleSettings settings() {
    return settings;
  }

  Optional<Grant> grant() {
    return hold.map(Hold::grant);
  }

  Candidates candidates() {
    return candidates;
  }

  String alarm() {
    return alarm;
  }

  boolean isHolding() {
    return hold.isPresent();
  }

  /** Whether this member is to take the role any moment, and should look more often. */
  boolean isMoving() {
    Seen seen = seen();
    return seen.record().target().equals(self())
        && seen.nanos() < settings.handoverTimeout().toNanos();
  }

  /** Gives the role up if it is here, and does not take it again. */
  void leave() {
    leaving = true;
    publish();
  }

  /** What this member says about itself and the role. */
  Readiness readiness() {
    boolean listed =
        settings.nodes().isEmpty()
            || settings.nodes().stream().anyMatch(group -> group.contains(self()));
    Readiness.Level level = Readiness.Level.UNFIT;
    String why = "";
    if (!with.member().settings().candidate()) {
      why = "takes no roles";
    } else if (leaving) {
      why = "leaves";
    } else if (!listed) {
      why = "is not among the nodes of the role";
    } else if (strikes.isAway()) {
      why = strikes.why();
    } else {
      level = strikes.hasFailed() ? Readiness.Level.RESERVE : Readiness.Level.READY;
      why = strikes.why();
    }
    return new Readiness(settings.hash(), level, settings.permitted(), why);
  }

  void publish() {
    with.member().ready(settings.name(), readiness());
  }

  /** Stops the work when its time is over. By any thread; waits for nothing. */
  void fence() {
    hold.ifPresent(
        one -> {
          boolean goesOn = settings.onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
          boolean active = one.stage() == Hold.Stage.STARTING || one.stage() == Hold.Stage.RUNNING;
          if (active && one.tenure().lapsed() && !goesOn && !isLent(one)) {
            one.fence("the store has not answered for two thirds of the time to live");
            event(RoleEvent.Kind.FENCED, one, "the store has not answered in time");
          }
        });
  }

  /** How long until {@link #fence} has something to do. */
  long nanosToFence() {
    return hold.map(one -> one.tenure().nanosLeft()).orElse(Long.MAX_VALUE);
  }

  /** Renews what is held when it is time, from what was last read. */
  void renew() {
    hold.ifPresent(
        one -> {
          Seen seen = seen();
          if (isMine(one, seen) && one.tenure().isDue()) {
            write(one, seen, seen.record());
          }
        });
  }

  /** Does what there is to do, after everything was read anew. */
  void step() {
    publish();
    boolean settled = isSettled();
    Optional<Hold> now = hold;
    if (now.isPresent()) {
      holding(now.get(), seen());
    } else {
      idle(seen(), settled);
    }
    look(seen());
  }

  private void holding(Hold one, Seen seen) {
    if (!isMine(one, seen)) {
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
    if (given && isLent(one)) {
      return; // the other one starts; this one goes on until it has started
    }
    if (one.stage() == Hold.Stage.STARTING || one.stage() == Hold.Stage.RUNNING) {
      String who = record.holder().isEmpty() ? "nobody" : record.holder();
      String why = who + " has the role with token " + record.token();
      boolean yields = settings.onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
      RoleEvent.Kind kind = yields ? RoleEvent.Kind.YIELDED : RoleEvent.Kind.FENCED;
      one.fence(why);
      event(isLent(one) ? RoleEvent.Kind.HANDED_OVER : kind, one, why);
    }
    if (one.stage() == Hold.Stage.ENDED) {
      clear(one);
    }
  }

  /** Whether the holder goes on although another has taken the role, as both agreed. */
  private boolean isLent(Hold one) {
    return one.isLent();
  }

  private void running(Hold one, Seen seen) {
    RoleRecord record = seen.record();
    RoleOrders orders = with.board().orders(settings.name());
    if (!one.isAnnounced()) {
      if (record.state() == RoleState.RUNNING || write(one, seen, runs(record))) {
        one.announce();
        strikes.forgive();
        publish();
        event(RoleEvent.Kind.STARTED, one, "");
      }
      return;
    }
    if (leaving) {
      drain(one, seen, Exit.release(self() + " leaves", settings.waitOnStop()));
    } else if (orders.stopped()) {
      drain(one, seen, Exit.release("ordered to run nowhere", false));
    } else if (with.member().isIn()) {
      stayOrGo(one, seen, orders);
    } else if (with.member().state() instanceof MemberState.Refused) {
      drain(one, seen, Exit.release("another process is " + self(), false));
    }
  }

  private RoleRecord runs(RoleRecord record) {
    RoleRecord next = record.withState(RoleState.RUNNING).withTarget("", false);
    return record.manual() ? next.withOutcome("moved to " + self()) : next;
  }

  private void stayOrGo(Hold one, Seen seen, RoleOrders orders) {
    RoleRecord record = seen.record();
    Readiness own = readiness();
    boolean ordered = !orders.move().isEmpty() && !orders.move().equals(record.move());
    if (ordered) {
      String target = orders.moveTarget();
      Optional<String> why = candidates.why(target, record, own);
      if (target.equals(self())) {
        write(one, seen, record.withMove(orders.move(), "already at " + self()));
      } else if (why.isPresent()) {
        write(one, seen, record.withMove(orders.move(), "refused: " + why.get()));
      } else {
        give(one, seen, Exit.ordered(target, orders.move()));
      }
      return;
    }
    if (!record.target().isEmpty() && record.overlaps()) {
      if (seen.nanos() > settings.handoverTimeout().toNanos() / 2 || !isLent(one)) {
        failedMove(one, seen, record.target() + " did not take it");
      }
      return;
    }
    Map<String, Placement.Candidate> able = candidates.of(record, own);
    boolean fit = able.containsKey(self());
    Optional<String> chosen = placement.choose(able, fit ? Optional.of(self()) : Optional.empty());
    if (chosen.isPresent() && !chosen.get().equals(self())) {
      String why = fit ? chosen.get() + " is preferred" : why(record, own);
      give(one, seen, Exit.to(chosen.get(), why));
    } else if (!fit) {
      drain(one, seen, Exit.release(why(record, own), false));
    }
  }

  private String why(RoleRecord record, Readiness own) {
    return candidates.why(self(), record, own).orElse("");
  }

  private void failedMove(Hold one, Seen seen, String why) {
    RoleRecord record = seen.record();
    String failed = candidates.incarnation(record.target());
    RoleRecord next = record.alsoPast(failed).withTarget("", false).withOutcome("failed: " + why);
    if (write(one, seen, next)) {
      one.lend(0);
      event(RoleEvent.Kind.MOVE_FAILED, one, why);
    }
  }

  private void give(Hold one, Seen seen, Exit exit) {
    if (settings.overlap()) {
      RoleRecord offered = going(seen.record(), exit).withTarget(exit.target(), true);
      if (write(one, seen, offered)) {
        one.lend(settings.handoverTimeout().toNanos());
      }
    } else {
      drain(one, seen, exit);
    }
  }

  private RoleRecord going(RoleRecord record, Exit exit) {
    RoleRecord next =
        record.withPast(exit.manual() ? preferredTo(exit.target()) : List.of(), exit.manual());
    return exit.move().isEmpty() ? next : next.withMove(exit.move(), "under way");
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
    event(RoleEvent.Kind.DRAINING, one, exit.why());
    one.drain(exit);
  }

  private void ended(Hold one, Seen seen, Hold.End end) {
    if (end instanceof Hold.End.Drained drained) {
      drained(one, seen, drained);
    } else if (end instanceof Hold.End.StartFailed failed) {
      String why = "the start failed at " + self() + ": " + failed.why().getMessage();
      if (one.note()) {
        strikes.keepAway(why);
        publish();
        event(RoleEvent.Kind.START_FAILED, one, why);
      }
      release(one, seen, seen.record().vacant(why, false), RoleEvent.Kind.RELEASED, why);
    } else if (end instanceof Hold.End.Failed failed) {
      failed(one, seen, "failed at " + self() + ": " + failed.why().getMessage());
    } else if (end instanceof Hold.End.Finished) {
      if (settings.restart() == RoleSettings.Restart.PERMANENT) {
        failed(one, seen, "ended at " + self());
      } else {
        finished(one, seen, "done at " + self());
      }
    } else {
      clear(one); // the record is taken anew, or somebody else takes it
    }
  }

  private void drained(Hold one, Seen seen, Hold.End.Drained end) {
    if (!end.left().isEmpty() && !save(one, end.left())) {
      clear(one);
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
      event(RoleEvent.Kind.ALARM, one, e.getMessage());
      return true; // the role moves without it
    }
  }

  private void failed(Hold one, Seen seen, String why) {
    if (settings.restart() == RoleSettings.Restart.TEMPORARY) {
      finished(one, seen, why);
      return;
    }
    if (one.note()) {
      event(RoleEvent.Kind.FAILED, one, why);
      if (leaving || !strikes.mayRestart()) {
        strikes.keepAway(why + ", too often");
        publish();
      }
    }
    if (strikes.hasFailed()) {
      release(one, seen, seen.record().vacant(why, false), RoleEvent.Kind.RELEASED, why);
    } else {
      clear(one);
      take(seen, new StartType.Normal(), seen.record().past(), "");
    }
  }

  private void finished(Hold one, Seen seen, String why) {
    RoleOrders orders = with.board().orders(settings.name());
    RoleRecord next = seen.record().vacant(why, false).finished(orders);
    release(one, seen, next, RoleEvent.Kind.FINISHED, why);
  }

  private void release(Hold one, Seen seen, RoleRecord next, RoleEvent.Kind kind, String why) {
    if (write(one, seen, next)) {
      clear(one);
      event(kind, one, why);
    }
  }

  private void clear(Hold one) {
    one.grant().revoke();
    one.tenure().end();
    hold = Optional.empty();
    with.changed().run();
  }

  private void idle(Seen seen, boolean settled) {
    RoleRecord record = seen.record();
    RoleOrders orders = with.board().orders(settings.name());
    boolean mine = isOurs(record);
    if (!with.member().isIn()) {
      return;
    }
    Readiness own = readiness();
    boolean rests = orders.stopped() || record.isFinished(orders);
    if (leaving || rests) {
      if (mine) {
        with.board().write(settings.name(), seen, record.vacant("given back", false));
      }
      return;
    }
    if (record.state() == RoleState.HANDOVER) {
      handover(seen, own);
    } else if (record.overlaps() && record.target().equals(self()) && record.isHeld()) {
      take(seen, new StartType.Takeover(record.holder()), record.past(), "");
    } else if (mine || isFree(seen)) {
      boolean back = record.isHeld() && record.holder().equals(self());
      boolean chosen = choose(record, own).filter(self()::equals).isPresent();
      boolean able = candidates.why(self(), record, own).isEmpty();
      if ((chosen && settled) || (back && able)) {
        take(seen, type(record), mine ? record.past() : List.of(), "");
      } else if (mine) {
        with.board().write(settings.name(), seen, record.vacant("given back", false));
      }
    }
  }

  /**
   * Whether others have had the time to say what they think of the role: when all members of a
   * group begin at once, the first one must not take what belongs to the second.
   */
  private boolean isSettled() {
    long now = with.clock().nanos();
    boolean shown =
        with.member()
            .member(self())
            .filter(one -> one.roles().containsKey(settings.name()))
            .isPresent();
    if (knownSince.isEmpty() && shown) {
      knownSince = OptionalLong.of(now);
    }
    long polls = SETTLING_POLLS * with.member().settings().poll().toNanos();
    return knownSince.isPresent() && now - knownSince.getAsLong() >= polls;
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
    boolean formerlyOurs = record.holder().equals(self());
    boolean givenByUs =
        record.state() == RoleState.STARTING
            && record.previousIncarnation().equals(with.member().incarnation());
    return formerlyOurs || givenByUs || (!settings.waitsForEver() && seen.nanos() >= ttl + timeout);
  }

  private StartType type(RoleRecord record) {
    if (isOurs(record) && record.state() == RoleState.STARTING) {
      return record.type(); // it has not started yet
    }
    boolean ran = record.isHeld() && record.state() != RoleState.STARTING;
    String last = ran ? record.holder() : record.previous();
    return last.isEmpty() || last.equals(self())
        ? new StartType.Normal()
        : new StartType.Failover(last);
  }

  private void handover(Seen seen, Readiness own) {
    RoleRecord record = seen.record();
    String source = record.previous();
    long patience = settings.handoverTimeout().toNanos();
    if (record.target().equals(self()) && record.refused().isEmpty()) {
      Optional<String> why = candidates.why(self(), record, own).or(this::unreadable);
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
      event(RoleEvent.Kind.MOVE_FAILED, record.token(), Optional.empty(), reason);
    } else if ((isNobodyLeft(record, gone) || seen.nanos() >= 2 * patience)
        && choose(record, own).filter(self()::equals).isPresent()) {
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
        : Optional.of(self() + " does not read schema " + schema);
  }

  /** Takes the role by one conditional writing and begins the work. */
  private void take(Seen seen, StartType type, List<String> past, String failure) {
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
    Optional<Handover> left = with.snapshots().take(settings.name(), token);
    Hold taken =
        new Hold(
            work,
            executor,
            tenure,
            with.clock(),
            with.changed(),
            self -> grant(self, tenure, token, type, left));
    hold = Optional.of(taken);
    event(RoleEvent.Kind.STARTING, taken, "");
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
        () -> tenure.mayAct() || goesOn || isLent(one),
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

  /** Writes a record that this hold is responsible for; also a sign of life. */
  private boolean write(Hold one, Seen seen, RoleRecord next) {
    Moment sent = with.clock().now();
    boolean applied = with.board().write(settings.name(), seen, next).isApplied();
    if (applied) {
      one.tenure().renewed(sent);
    }
    return applied;
  }

  private boolean isMine(Hold one, Seen seen) {
    return isOurs(seen.record()) && seen.record().token() == one.grant().token();
  }

  private boolean isOurs(RoleRecord record) {
    return record.incarnation().equals(with.member().incarnation());
  }

  /** Sees whether somebody must look at this role, and says so once. */
  private void look(Seen seen) {
    RoleRecord record = seen.record();
    Readiness own = readiness();
    RoleOrders orders = with.board().orders(settings.name());
    String now = "";
    List<String> disagreeing = candidates.disagreeing(record, own);
    boolean silent =
        record.isHeld() && seen.nanos() >= record.ttlMillis() * 1_000_000 && hold.isEmpty();
    if (!disagreeing.isEmpty()) {
      now =
          "config mismatch: "
              + String.join(", ", disagreeing)
              + " with other nodes or another timeout than the rest";
    } else if (with.member().isIn() && !orders.stopped() && !record.isFinished(orders)) {
      if (silent && settings.waitsForEver()) {
        now = record.holder() + " has gone silent and nobody may follow it";
      } else if (!record.isHeld() && candidates.of(record, own).isEmpty()) {
        now = "no member may run it";
      }
    }
    if (!now.equals(alarm)) {
      RoleEvent.Kind kind = now.isEmpty() ? RoleEvent.Kind.ALARM_OVER : RoleEvent.Kind.ALARM;
      event(kind, record.token(), Optional.empty(), now.isEmpty() ? alarm : now);
      alarm = now;
    }
  }

  private Seen seen() {
    return with.board().seen(settings.name());
  }

  private String self() {
    return with.member().node();
  }

  private void event(RoleEvent.Kind kind, Hold one, String why) {
    Grant grant = one.grant();
    boolean start = kind == RoleEvent.Kind.STARTING || kind == RoleEvent.Kind.STARTED;
    event(kind, grant.token(), start ? Optional.of(grant.type()) : Optional.empty(), why);
  }

  private void event(RoleEvent.Kind kind, long token, Optional<StartType> type, String why) {
    with.events().accept(new RoleEvent(settings.name(), kind, token, type, why));
  }
}
