// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * Values with a time to live that all members of a group see, and commands to whoever holds a role.
 * Without a group they are the reactor's own.
 */
public interface SharedValues {

  /**
   * Reads a value.
   *
   * @return empty when there is none or its time is over
   * @throws ReactionFailure when the group's store does not answer
   */
  Optional<String> get(String cache, String key);

  /**
   * Writes a value over whatever is there.
   *
   * @throws ReactionFailure when the group's store does not answer
   */
  void put(String cache, String key, String value, Duration ttl);

  /**
   * Writes a value only if this one is there.
   *
   * @param expected what has to be there; empty when nothing may be
   * @return whether it was written
   * @throws ReactionFailure when the group's store does not answer
   */
  boolean replace(String cache, String key, Optional<String> expected, String value, Duration ttl);

  /**
   * Removes a value.
   *
   * @throws ReactionFailure when the group's store does not answer
   */
  void remove(String cache, String key);

  /**
   * Sends a command to whoever holds a role, now or before its time is over.
   *
   * @throws ReactionFailure when the group's store does not answer, or there is no group
   */
  void send(String role, String command, Duration ttl);
}
