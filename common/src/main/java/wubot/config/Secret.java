// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.Objects;

/** A password, token or key: readable only by who asks for it by name. */
public final class Secret {

  private final String value;

  /** With the resolved value. */
  public Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The value itself: for the one call that needs it, never for a message, log line or error. */
  public String reveal() {
    return value;
  }

  /** Whether the values are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Stars, whatever the value is. */
  @Override
  public String toString() {
    return "****";
  }
}
