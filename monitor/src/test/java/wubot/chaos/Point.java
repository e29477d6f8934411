// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.Set;

/**
 * A place in the program at which a daemon can be made to die: the entry or the end of a method.
 */
enum Point {
  AFTER_WRITE("queue.OpenQueue", "write", Edge.END, Role.values()),
  BEFORE_FORCE("queue.OpenQueue", "force", Edge.ENTRY, Role.values()),
  AFTER_FORCE("queue.OpenQueue", "publish", Edge.ENTRY, Role.values()),
  AFTER_PUBLISH("queue.OpenQueue", "publish", Edge.END, Role.values()),
  BEFORE_COMMIT("queue.CursorFile", "commit", Edge.ENTRY, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  AFTER_COMMIT("queue.CursorFile", "commit", Edge.END, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  RECEIVED("relay.Intake", "flush", Edge.ENTRY, Role.MIDDLE, Role.RECEIVER),
  BEFORE_ACK("relay.Receiver", "send", Edge.ENTRY, Role.MIDDLE, Role.RECEIVER),
  NEW_FILE("queue.ChronicleRun", "begin", Edge.END, Role.values()),
  ROLLING("queue.ChronicleRun", "roll", Edge.ENTRY, Role.values()),
  HALF_ROLLED("queue.ChronicleRun", "trim", Edge.ENTRY, Role.values()),
  ROLLED("queue.ChronicleRun", "roll", Edge.END, Role.values()),
  CHECKPOINTING("queue.Checkpoint", "write", Edge.ENTRY, Role.values()),
  CHECKPOINTED("queue.Checkpoint", "write", Edge.END, Role.values()),
  BEFORE_RETENTION("queue.Retention", "remove", Edge.ENTRY, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  AFTER_RETENTION("queue.Retention", "remove", Edge.END, Role.SENDER, Role.MIDDLE, Role.REACTOR),
  RECOVERING("queue.Recovery", "run", Edge.ENTRY, Role.values()),
  HALF_RECOVERED("queue.Recovery", "finish", Edge.ENTRY, Role.values()),
  RECOVERED("queue.Recovery", "run", Edge.END, Role.values()),
  WALKED("reactor.Walk", "commit", Edge.ENTRY, Role.REACTOR),
  EFFECTS_STORED("reactor.Effects", "flush", Edge.END, Role.REACTOR),
  STATE_STORING("reactor.DurableState", "checkpoint", Edge.ENTRY, Role.REACTOR),
  STATE_STORED("reactor.DurableState", "checkpoint", Edge.END, Role.REACTOR);

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
    RECEIVER
  }

  private final String type;
  private final String method;
  private final Edge edge;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final Set<Role> roles;

  Point(String type, String method, Edge edge, Role... roles) {
    this.type = "wubot/" + type.replace('.', '/');
    this.method = method;
    this.edge = edge;
    this.roles = Set.of(roles);
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
