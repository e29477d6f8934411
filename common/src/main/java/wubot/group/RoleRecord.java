// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.List;

/**
 * The record of a role in the store. Never deleted, so that its tokens grow and it is known who had
 * it last.
 *
 * @param document as in the store
 */
record RoleRecord(Document document) {

  static final RoleRecord NONE = new RoleRecord(Document.empty());

  private static final long NOT_FINISHED = -1;

  RoleState state() {
    String text = text("state");
    for (RoleState state : RoleState.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    return RoleState.VACANT;
  }

  /** Whether somebody has it who must renew it. */
  boolean isHeld() {
    return !holder().isEmpty();
  }

  String holder() {
    return text("holder");
  }

  String incarnation() {
    return text("incarnation");
  }

  long token() {
    return document.number("token").orElse(0);
  }

  StartType type() {
    return StartType.of(text("type"));
  }

  /** Who ran it last, not counting one whose start has not ended. */
  String previous() {
    return text("previous");
  }

  String previousIncarnation() {
    return text("previousIncarnation");
  }

  String why() {
    return text("why");
  }

  long ttlMillis() {
    return document.number("ttl").orElse(0);
  }

  String hash() {
    return text("hash");
  }

  String target() {
    return text("target");
  }

  /** Why the target does not take it; empty when it did not say so. */
  String refused() {
    return text("refused");
  }

  /** Processes that are no reason to move the role: it was moved away from them, or they failed. */
  List<String> past() {
    return document.texts("past");
  }

  boolean manual() {
    return document.flag("manual");
  }

  boolean waits() {
    return document.flag("wait");
  }

  /** Whether the target takes it while the holder goes on. */
  boolean overlaps() {
    return document.flag("overlap");
  }

  String move() {
    return text("move");
  }

  String outcome() {
    return text("outcome");
  }

  boolean isFinished(RoleOrders orders) {
    return document.number("finished").orElse(NOT_FINISHED) == orders.epoch();
  }

  private String text(String name) {
    return document.text(name).orElse("");
  }

  /** Given to a member, with a new token. */
  RoleRecord taken(
      Member member, long token, String attempt, StartType type, String hash, List<String> past) {
    RoleRecord from = ranBefore();
    boolean overlap = isHeld() && overlaps() && target().equals(member.node());
    return new RoleRecord(
        from.document
            .with("state", RoleState.STARTING.name())
            .with("holder", member.node())
            .with("incarnation", member.incarnation())
            .with("ttl", member.settings().ttl().toMillis())
            .with("token", token)
            .with("attempt", attempt)
            .with("type", type.describe())
            .with("hash", hash)
            .with("past", past)
            .with("manual", manual() && type instanceof StartType.Takeover)
            .with("why", "")
            .without("target")
            .without("refused")
            .with("overlap", overlap)
            .without("wait")
            .without("finished"));
  }

  /** The same with the holder as the one who ran it last, unless its start had not ended. */
  private RoleRecord ranBefore() {
    boolean ran = isHeld() && state() != RoleState.STARTING;
    return ran
        ? new RoleRecord(
            document.with("previous", holder()).with("previousIncarnation", incarnation()))
        : this;
  }

  RoleRecord withState(RoleState state) {
    return new RoleRecord(document.with("state", state.name()));
  }

  RoleRecord withTarget(String target, boolean overlap) {
    return new RoleRecord(document.with("target", target).with("overlap", overlap));
  }

  RoleRecord withMove(String id, String outcome) {
    return new RoleRecord(document.with("move", id).with("outcome", outcome));
  }

  RoleRecord withOutcome(String outcome) {
    return move().isEmpty() ? this : new RoleRecord(document.with("outcome", outcome));
  }

  RoleRecord withPast(List<String> past, boolean manual) {
    return new RoleRecord(document.with("past", past).with("manual", manual));
  }

  RoleRecord alsoPast(String incarnation) {
    List<String> more = new ArrayList<>(past());
    more.add(incarnation);
    return new RoleRecord(document.with("past", more));
  }

  RoleRecord refusedFor(String why) {
    return new RoleRecord(document.with("refused", why));
  }

  /** Left for the target that is named in it. */
  RoleRecord handedOver() {
    return new RoleRecord(
        ranBefore()
            .document
            .with("state", RoleState.HANDOVER.name())
            .with("holder", "")
            .with("incarnation", ""));
  }

  /** Nobody has it. */
  RoleRecord vacant(String why, boolean wait) {
    return new RoleRecord(
        ranBefore()
            .document
            .with("state", RoleState.VACANT.name())
            .with("holder", "")
            .with("incarnation", "")
            .with("why", why)
            .with("wait", wait)
            .without("target")
            .without("refused")
            .without("overlap"));
  }

  RoleRecord finished(RoleOrders orders) {
    return new RoleRecord(document.with("finished", orders.epoch()));
  }
}
