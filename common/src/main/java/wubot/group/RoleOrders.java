// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * What people ordered about a role, beside its record so that neither disturbs the other.
 *
 * @param document as in the store
 */
record RoleOrders(Document document) {

  static final RoleOrders NONE = new RoleOrders(Document.empty());

  boolean stopped() {
    return document.flag("stopped");
  }

  /** Also stopped where nobody ever ordered it to start. */
  RoleOrders untilStarted() {
    return document.values().containsKey("stopped") ? this : withStopped(true);
  }

  /** Grows with each order to start, so that work that was done is begun again. */
  long epoch() {
    return document.number("epoch").orElse(0);
  }

  boolean permits(String node, boolean configured) {
    Object order = document.document("permits").values().get(node);
    return order instanceof Boolean permitted ? permitted : configured;
  }

  /** Identifies the last order to move; empty when there was none. */
  String move() {
    return document.text("move").orElse("");
  }

  String moveTarget() {
    return document.text("target").orElse("");
  }

  RoleOrders withStopped(boolean stopped) {
    Document changed = document.with("stopped", stopped);
    return new RoleOrders(stopped ? changed : changed.with("epoch", epoch() + 1));
  }

  RoleOrders withPermit(String node, boolean permitted) {
    return new RoleOrders(
        document.with("permits", document.document("permits").with(node, permitted)));
  }

  RoleOrders withMove(String id, String target) {
    return new RoleOrders(document.with("move", id).with("target", target));
  }
}
