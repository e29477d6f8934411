// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import java.util.OptionalLong;
import wubot.group.GroupClock.Moment;
import wubot.group.RoleBoard.Seen;

/**
 * Where one role stands at this member: what is known and remembered of it, for those who take it,
 * keep it and give it up. But for the hold, for one thread at a time.
 */
final class RoleStand {

  private static final int SETTLING_POLLS = 3;

  private final RoleSettings settings;
  private final RoleServices with;
  private final Placement placement;
  private final Candidates candidates;
  private final Strikes strikes;
  private volatile Optional<Hold> hold = Optional.empty();
  private final long begun;
  private OptionalLong knownSince = OptionalLong.empty();
  private boolean leaving;

  RoleStand(RoleSettings settings, RoleServices with) {
    this.settings = settings;
    this.with = with;
    this.placement = new Placement(settings.nodes());
    this.candidates = new Candidates(settings, with.member(), with.board());
    this.strikes = new Strikes(settings, with.clock());
    this.begun = with.clock().nanos();
  }

  RoleSettings settings() {
    return settings;
  }

  RoleServices with() {
    return with;
  }

  Placement placement() {
    return placement;
  }

  Candidates candidates() {
    return candidates;
  }

  Strikes strikes() {
    return strikes;
  }

  /** The grant whose work runs, begins or ends here. */
  Optional<Hold> hold() {
    return hold;
  }

  void holds(Hold taken) {
    hold = Optional.of(taken);
  }

  /** The role is given up if it is here, and not taken again. */
  void leave() {
    leaving = true;
    publish();
  }

  boolean isLeaving() {
    return leaving;
  }

  /** What this member says about itself and the role. */
  Readiness readiness() {
    boolean listed =
        settings.nodes().isEmpty()
            || settings.nodes().stream().anyMatch(group -> group.contains(self()));
    Readiness.Level level = Readiness.Level.UNFIT;
    String why = "";
    if (!with.member().takesRoles()) {
      why = "takes no roles";
    } else if (leaving) {
      why = "leaves";
    } else if (!listed) {
      why = "is not among the nodes of the role";
    } else if (strikes.isAway()) {
      why = strikes.why();
    } else if (!strikes.hasFailed() && isNew()) {
      level = Readiness.Level.RESERVE;
      why = "has only just come";
    } else {
      level = strikes.hasFailed() ? Readiness.Level.RESERVE : Readiness.Level.READY;
      why = strikes.why();
    }
    return new Readiness(settings.hash(), level, settings.permitted(), why);
  }

  private boolean isNew() {
    return with.clock().nanos() - begun < settings.settling().toNanos();
  }

  void publish() {
    with.member().ready(settings.name(), readiness());
  }

  /**
   * Whether others have had the time to say what they think of the role: when all members of a
   * group begin at once, the first one must not take what belongs to the second.
   */
  boolean isSettled() {
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

  void clear(Hold one) {
    one.grant().revoke();
    one.tenure().end();
    hold = Optional.empty();
    with.changed().run();
  }

  /** Writes a record that this hold is responsible for; also a sign of life. */
  boolean write(Hold one, Seen seen, RoleRecord next) {
    Moment sent = with.clock().now();
    boolean applied = with.board().write(settings.name(), seen, next).isApplied();
    if (applied) {
      one.tenure().renewed(sent);
    }
    return applied;
  }

  boolean isMine(Hold one, Seen seen) {
    return isOurs(seen.record()) && seen.record().token() == one.grant().token();
  }

  boolean isOurs(RoleRecord record) {
    return record.incarnation().equals(with.member().incarnation());
  }

  Seen seen() {
    return with.board().seen(settings.name());
  }

  String self() {
    return with.member().node();
  }

  void event(RoleEvent.Kind kind, Hold one, String why) {
    Grant grant = one.grant();
    boolean start = kind == RoleEvent.Kind.STARTING || kind == RoleEvent.Kind.STARTED;
    event(kind, grant.token(), start ? Optional.of(grant.type()) : Optional.empty(), why);
  }

  void event(RoleEvent.Kind kind, long token, Optional<StartType> type, String why) {
    with.events().accept(new RoleEvent(settings.name(), kind, token, type, why));
  }
}
