// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

/** A request that came in; to be answered or refused once, from any thread, now or later. */
public interface Request {

  /** Who sent it; the server vouches for this. */
  Address from();

  /** What it carries. */
  Payload payload();

  /** Answers it; does nothing when the connection it came by is gone. */
  void answer(Payload answer);

  /** Refuses it with one of the kinds AWAY, FORBIDDEN, TOO_MUCH, BUSY, MALFORMED. */
  void refuse(XmppFailure.Kind kind, String words);
}
