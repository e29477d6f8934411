// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Everything one connection needs to know.
 *
 * @param account address to log in as, with the resource to bind
 * @param password the account's password
 * @param host name or address of the server; the certificate is held against the account's domain,
 *     not against this
 * @param port the port for clients, usually 5222
 * @param tls protection
 * @param priority of the presence that is sent after login; negative ones attract no messages sent
 *     to the account as a whole, none sends no presence
 * @param keepAlive after this long without a sign of life the server is asked for one
 * @param pauses between attempts to connect
 */
public record XmppSettings(
    Address account,
    Password password,
    String host,
    int port,
    Tls tls,
    OptionalInt priority,
    Duration keepAlive,
    Pauses pauses) {

  /** The resource that is bound when the account does not name one. */
  public static final String DEFAULT_RESOURCE = "wubot";

  /** Checks the parts and gives the account a resource. */
  public XmppSettings {
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(tls, "tls");
    account = account.orResource(DEFAULT_RESOURCE);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
    }
  }

  /** With the usual priority, keep-alive and pauses. */
  public XmppSettings(Address account, Password password, String host, int port, Tls tls) {
    this(
        account,
        password,
        host,
        port,
        tls,
        OptionalInt.of(-1),
        Duration.ofSeconds(60),
        Pauses.USUAL);
  }

  /** The same with other pauses. */
  public XmppSettings withPauses(Pauses other) {
    return new XmppSettings(account, password, host, port, tls, priority, keepAlive, other);
  }

  /** The same as another connection of the account. */
  public XmppSettings withResource(String resource) {
    Address other = account.bare().orResource(resource);
    return new XmppSettings(other, password, host, port, tls, priority, keepAlive, pauses);
  }

  /**
   * How long to wait before the next attempt; each is followed by twice as long a one up to the
   * longest.
   *
   * @param first after the first failure
   * @param longest of the pauses after a failure
   * @param refused the first after the server said no: wrong password, logged in from elsewhere,
   *     certificate not trusted; trying at once would only make things worse
   * @param longestRefused of those
   */
  public record Pauses(
      Duration first, Duration longest, Duration refused, Duration longestRefused) {

    /** One second to one minute, and 30 seconds to ten minutes. */
    public static final Pauses USUAL =
        new Pauses(
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));
  }
}
