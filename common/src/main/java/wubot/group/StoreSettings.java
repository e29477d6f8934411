// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * Which store a group has, and how patient its members are with it.
 *
 * @param url see {@link Stores}; may contain a password, which {@link #toString} does not show
 * @param timeout of each operation, more than zero
 * @param tls whom to believe and what to show
 * @param dedupe of MongoDB's index {@code datetime_ttl}: how long handled messages are remembered
 * @param flows of MongoDB's index {@code datetime_flow_ttl}: how long conversations are
 */
public record StoreSettings(
    String url, Duration timeout, StoreTls tls, Duration dedupe, Duration flows) {

  /** With the times that the errbot plugin documents. */
  public StoreSettings(String url, Duration timeout, StoreTls tls) {
    this(url, timeout, tls, Duration.ofSeconds(60), Duration.ofSeconds(300));
  }

  /** The same store, for somebody of another patience. */
  public StoreSettings withTimeout(Duration other) {
    return new StoreSettings(url, other, tls, dedupe, flows);
  }

  /** Nothing of the url. */
  @Override
  public String toString() {
    return "StoreSettings[timeout=" + timeout + ", tls=" + tls + "]";
  }
}
