// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Objects;

/** The password of an account; only the login reads it. */
public final class Password {

  private final String value;

  /** With the password itself. */
  public Password(String value) {
    this.value = Objects.requireNonNull(value);
  }

  String value() {
    return value;
  }

  /** Stars, whatever the password is. */
  @Override
  public String toString() {
    return "****";
  }
}
