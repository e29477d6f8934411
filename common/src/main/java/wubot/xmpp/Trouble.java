// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

/** Why a connection does not stand. */
public enum Trouble {
  /** Nobody answers at the host and port. */
  UNREACHABLE(false),
  /** The server does not know the account or the password is wrong. */
  WRONG_PASSWORD(true),
  /** The server's certificate is not trusted or bears another name. */
  UNTRUSTED(true),
  /** The server offers no TLS where it is required, or requires it where it is off. */
  NO_TLS(true),
  /** The account logged in from elsewhere under the same resource. */
  CONFLICT(true),
  /** The server ended the stream because something sent was too large or against its rules. */
  TOO_MUCH(false),
  /** The server ended the stream or broke it. */
  CLOSED(false),
  /** No sign of life for too long. */
  SILENT(false),
  /** Anything else. */
  OTHER(false);

  private final boolean refusal;

  Trouble(boolean refusal) {
    this.refusal = refusal;
  }

  /** Whether trying again at once would get the same answer or do harm. */
  public boolean refusal() {
    return refusal;
  }
}
