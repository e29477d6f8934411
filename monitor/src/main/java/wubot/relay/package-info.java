/**
 * The relay: moves queues between hosts over XMPP, everything once and in order.
 *
 * <p>A {@link wubot.relay.Relay} is one instance of the plugin XMPP. Its forwarders, one for each
 * peer, read the configured queue and send it in batches; its receiver appends what peers send to
 * the main queue. The parts:
 *
 * <ul>
 *   <li>{@code Forwarder}: asks the peer where the link stands, sends from there, and after any
 *       trouble asks again
 *   <li>{@code Sending}, {@code Window}, {@code Flights}, {@code Outbox}: which piece of the queue
 *       goes next, how much may be on the way, what has landed
 *   <li>{@code Receiver}, {@code Intake}: who may send, what is new, what comes round again; an
 *       answer leaves only after the append was durable
 *   <li>{@code BatchWriter}, {@code BatchReader}: the packed form of messages
 *   <li>{@code Episode}, {@code Reports}: tell people once when something went and once when it
 *       came back
 * </ul>
 *
 * <p>A <em>link</em> is a queue, by its incarnation, together with the account it is sent from.
 * Every record that arrives is stamped with its link and its sequence there, so the receiver's
 * watermark is a property of its queue and no crash can part the two. A sender that starts again
 * asks for the watermark; a batch names the sequence it follows, so gaps and repeats are seen. The
 * protocol is described in docs/relay-protocol.md.
 */
package wubot.relay;
