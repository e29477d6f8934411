// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;

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

  /** The conversations with people. */
  default Conversations conversations() {
    return new KeptConversations(state("Conversations"));
  }

  /** Which daemon this is, in words for people; another one after each start. */
  default String instance() {
    ProcessHandle process = ProcessHandle.current();
    String start = process.info().startInstant().map(Object::toString).orElse("");
    byte[] name = (host() + ' ' + process.pid() + ' ' + start).getBytes(StandardCharsets.UTF_8);
    return host() + ", " + UUID.nameUUIDFromBytes(name);
  }

  /** What it holds in common with the other reactions of the daemon; nothing by default. */
  default HeldInCommon common() {
    return new HeldInCommon();
  }

  /** A queue to put messages on; they are durable before the message at hand counts as done. */
  Outlet outlet(Path queueDirectory);
}
