// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.EnumSet;
import java.util.Set;

/**
 * A place in the program at which a daemon can be made to die: the entry or the end of a method.
 */
enum Point {
  AFTER_WRITE("queue.OpenQueue", "write", Edge.END),
  BEFORE_FORCE("queue.OpenQueue", "force", Edge.ENTRY),
  AFTER_FORCE("queue.OpenQueue", "publish", Edge.ENTRY),
  AFTER_PUBLISH("queue.OpenQueue", "publish", Edge.END),
  BEFORE_COMMIT("queue.CursorFile", "commit", Edge.ENTRY, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  AFTER_COMMIT("queue.CursorFile", "commit", Edge.END, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  RECEIVED("relay.Intake", "flush", Edge.ENTRY, Role.MIDDLE, Role.RECEIVER),
  BEFORE_ACK("relay.Receiver", "send", Edge.ENTRY, Role.MIDDLE, Role.RECEIVER),
  NEW_FILE("queue.ChronicleRun", "begin", Edge.END),
  ROLLING("queue.ChronicleRun", "roll", Edge.ENTRY),
  HALF_ROLLED("queue.ChronicleRun", "trim", Edge.ENTRY),
  ROLLED("queue.ChronicleRun", "roll", Edge.END),
  CHECKPOINTING("queue.Checkpoint", "write", Edge.ENTRY),
  CHECKPOINTED("queue.Checkpoint", "write", Edge.END),
  BEFORE_RETENTION("queue.Retention", "remove", Edge.ENTRY, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  AFTER_RETENTION("queue.Retention", "remove", Edge.END, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  RECOVERING("queue.Recovery", "run", Edge.ENTRY),
  HALF_RECOVERED("queue.Recovery", "finish", Edge.ENTRY),
  RECOVERED("queue.Recovery", "run", Edge.END),
  WALKED("reactor.Walk", "commit", Edge.ENTRY, Role.REACTOR),
  EFFECTS_STORED("reactor.Effects", "flush", Edge.END, Role.REACTOR),
  STATE_STORING("reactor.DurableState", "checkpoint", Edge.ENTRY, Role.REACTOR),
  STATE_STORED("reactor.DurableState", "checkpoint", Edge.END, Role.REACTOR),
  CLAIMING("group.Claims", "take", Edge.ENTRY, Role.MEMBER),
  CLAIMED("reactor.SharedCourier", "carry", Edge.ENTRY, Role.MEMBER),
  MID_EFFECT("chaos.Effect", "act", Edge.ENTRY, Role.MEMBER),
  AFTER_EFFECT("reactor.Carrier", "works", Edge.ENTRY, Role.MEMBER),
  AFTER_DONE("reactor.SharedCourier", "end", Edge.ENTRY, Role.MEMBER),
  ROLE_START("reactor.ToldRole", "start", Edge.ENTRY, Role.MEMBER),
  ROLE_STOP("reactor.ToldRole", "stop", Edge.END, Role.MEMBER);

  /** Where in the method. */
  enum Edge {
    ENTRY,
    END
  }

  /** What a daemon does in the network. */
  enum Role {
    SENDER,
    MIDDLE,
    REACTOR,
    RECEIVER,
    /** A reactor among those of its group. */
    MEMBER
  }

  private final String type;
  private final String method;
  private final Edge edge;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final Set<Role> roles;

  /** Without roles: every daemon of the network comes here. */
  Point(String type, String method, Edge edge, Role... roles) {
    this.type = "wubot/" + type.replace('.', '/');
    this.method = method;
    this.edge = edge;
    this.roles = roles.length > 0 ? Set.of(roles) : EnumSet.complementOf(EnumSet.of(Role.MEMBER));
  }

  /** The class, as class files name it. */
  String type() {
    return type;
  }

  String method() {
    return method;
  }

  Edge edge() {
    return edge;
  }

  /** Whether a daemon of this role comes here. */
  boolean isPassedBy(Role role) {
    return roles.contains(role);
  }

  /** Whether daemons of the network come here, not of a group. */
  boolean isOfNetwork() {
    return !roles.contains(Role.MEMBER);
  }

  /** Whether it lies in what a daemon does when it starts. */
  boolean isAtStart() {
    return type.endsWith("Recovery");
  }

  /** Whether seconds pass between two times that a daemon comes here. */
  boolean isRare() {
    return !type.endsWith("OpenQueue") && !method.equals("commit") && !type.contains("relay");
  }

  /** The name for people: {@code before-force}. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
