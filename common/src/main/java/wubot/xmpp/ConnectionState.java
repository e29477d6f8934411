// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;

/** What a connection is doing. */
public sealed interface ConnectionState {

  /** Not started yet, or on the way to the server for the first time. */
  record Connecting() implements ConnectionState {}

  /**
   * Logged in.
   *
   * @param address the full address that others reach this connection at
   */
  record Online(Address address) implements ConnectionState {}

  /**
   * Not connected; the next attempt comes by itself.
   *
   * @param trouble what kind of trouble
   * @param reason for people: what happened and what to do
   * @param pause until the next attempt
   */
  record Waiting(Trouble trouble, String reason, Duration pause) implements ConnectionState {}

  /** Closed by its owner. */
  record Closed() implements ConnectionState {}

  /** Whether messages can be sent right now. */
  default boolean online() {
    return this instanceof Online;
  }
}
