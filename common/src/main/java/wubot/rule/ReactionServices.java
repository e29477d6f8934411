// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.time.Clock;

/** What a reaction may use of the daemon that runs it. */
public interface ReactionServices {

  /** The time; for anything about a message use its {@code lastupdate} instead. */
  Clock clock();

  /** The short name of this host. */
  String host();

  /** wubot's home directory. */
  Path home();

  /** Durable state of its own, kept apart by this name (the reaction's, usually). */
  StateSpace state(String name);

  /** The time that messages tell. */
  default EventTime time() {
    return EventTime.ofMessages(clock());
  }

  /** The path of the rule that the reaction is made for; empty when nobody knows. */
  default String rule() {
    return "";
  }

  /** Values that all members of the group see; the reactor's own without a group. */
  default SharedValues values() {
    return new OwnValues(state("values"), clock());
  }

  /** A queue to put messages on; they are durable before the message at hand counts as done. */
  Outlet outlet(Path queueDirectory);
}
