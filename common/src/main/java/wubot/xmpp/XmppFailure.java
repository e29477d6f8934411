// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

/** A request did not get its answer. */
public final class XmppFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What became of the request. */
  public enum Kind {
    /** The peer is not there, or its server cannot be reached. */
    AWAY,
    /** The peer or its server does not want it from us. */
    FORBIDDEN,
    /** Too large, or against another of the server's limits. */
    TOO_MUCH,
    /** The peer cannot take it now. */
    BUSY,
    /** The peer did not understand it. */
    MALFORMED,
    /** No answer in time. */
    TIMEOUT,
    /** Our own connection ended. */
    DISCONNECTED
  }

  private final Kind kind;

  /** With the kind and a few words. */
  public XmppFailure(Kind kind, String words) {
    super(words);
    this.kind = kind;
  }

  /** What became of the request. */
  public Kind kind() {
    return kind;
  }
}
