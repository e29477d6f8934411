// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import wubot.xmpp.Address;
import wubot.xmpp.Payload;

/** The way to the peers: an XMPP connection, or whatever a test puts in its place. */
interface Line {

  /** Whether it is any use to send now. */
  boolean online();

  /** The account we send from. */
  Address account();

  /** Sends a request, see {@link wubot.xmpp.XmppConnection#request}. */
  CompletableFuture<Payload> request(Address to, Payload payload, Duration most);
}
