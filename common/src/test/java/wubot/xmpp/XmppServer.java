// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.nio.file.Path;

/** A private XMPP server that a test starts, kills, restarts and throws away. */
public interface XmppServer extends AutoCloseable {

  /** How much traffic the server lets an account make. */
  enum Limits {
    /** What Debian ships: ejabberd 3 kB/s for an account, prosody 10 kB/s for a connection. */
    STOCK,
    /** No throttle at all. */
    RAISED,
    /** No throttle, but stanzas of 64 KiB at most. */
    SMALL_STANZAS
  }

  /** What a restart finds of the accounts and stored messages of the run before. */
  enum Store {
    KEPT,
    LOST
  }

  /** Starts the server and returns when it accepts logins. */
  void start();

  /** Asks the server to end and waits until it has; does nothing when it is not running. */
  void stop();

  /** Kills the server with SIGKILL and waits until it has gone. */
  void kill();

  /**
   * Stops the server if it runs and starts it on the same port. Accounts are registered again.
   *
   * @param store whether what the server had stored is still there
   */
  void restart(Store store);

  /** Creates an account. The server must be running. */
  void register(String user, String password);

  /** The domain of the accounts, which the certificate is made out to. */
  String domain();

  /** The domain of the rooms. */
  String rooms();

  /** The loopback address to connect to. */
  String host();

  /** The port for clients; the same over restarts. */
  int port();

  /** PEM file of the authority that signed the server's certificate. */
  Path authority();

  /** PEM file of the server's own certificate. */
  Path certificate();

  /** Kills the server and removes its directory. */
  @Override
  void close();
}
