// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * Which store a group has, and how patient its members are with it.
 *
 * @param url see {@link Stores}; may contain a user and a password
 * @param user who one is to the store; empty for what the url says
 * @param password of the user; empty for what the url says
 * @param tls whom to believe and what to show
 * @param timeout of each operation, more than zero
 * @param dedupe of MongoDB's index {@code datetime_ttl}: how long handled messages are remembered
 * @param flows of MongoDB's index {@code datetime_flow_ttl}: how long conversations are
 */
public record StoreSettings(
    String url,
    String user,
    String password,
    StoreTls tls,
    Duration timeout,
    Duration dedupe,
    Duration flows) {

  /** With what the url says, and the times that the errbot plugin documents. */
  public StoreSettings(String url, Duration timeout, StoreTls tls) {
    this(url, timeout, tls, Duration.ofSeconds(60), Duration.ofSeconds(300));
  }

  /** With what the url says. */
  public StoreSettings(
      String url, Duration timeout, StoreTls tls, Duration dedupe, Duration flows) {
    this(url, "", "", tls, timeout, dedupe, flows);
  }

  /** The same store, as this user. */
  public StoreSettings withLogin(String otherUser, String otherPassword) {
    return new StoreSettings(url, otherUser, otherPassword, tls, timeout, dedupe, flows);
  }

  /** Nothing that may be secret. */
  @Override
  public String toString() {
    return "StoreSettings[tls=" + tls + ", timeout=" + timeout + "]";
  }
}
