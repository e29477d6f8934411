// SPDX-License-Identifier: Apache-2.0
/**
 * One connection to an XMPP server: TLS, login, keep-alive, reconnect, requests and chat.
 *
 * <p>An {@link wubot.xmpp.XmppConnection} is made from {@link wubot.xmpp.XmppSettings} and owns a
 * thread that logs in, waits until the connection ends, and logs in again after a pause with
 * jitter. Every change of its {@link wubot.xmpp.ConnectionState} is told once, with a reason in
 * plain words; nothing that comes from the network is ever thrown at the caller or out of the
 * thread that reads.
 *
 * <p>Programs talk by requests: a {@link wubot.xmpp.Payload} goes to a full address and comes back
 * answered, or fails with an {@link wubot.xmpp.XmppFailure} that says why. Requests are never
 * stored by a server for later, so an unanswered one has either arrived or is gone. People are
 * reached by {@link wubot.xmpp.XmppConnection#tell} and {@link wubot.xmpp.XmppConnection#tellRoom},
 * and what they say comes as {@link wubot.xmpp.Said}; rooms are entered after each login and again
 * when they were left.
 *
 * <p>Stream management is on, so that dead connections are noticed by both ends, but streams are
 * not resumed: a session kept alive for somebody who has gone would swallow requests that would
 * otherwise bounce at once. Whoever needs more than "probably arrived" numbers and confirms on its
 * own, as the relay does.
 */
package wubot.xmpp;
