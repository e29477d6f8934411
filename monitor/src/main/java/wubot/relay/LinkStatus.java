// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Instant;
import java.util.Optional;
import wubot.xmpp.Address;

/**
 * Where a link to a peer stands, for people.
 *
 * @param peer whom it goes to
 * @param directory of the queue it forwards, as text
 * @param state what it does and, when it waits, why
 * @param depth records after the last that the peer confirmed
 * @param inFlight messages sent and not yet confirmed
 * @param confirmed messages confirmed since the start
 * @param lastConfirmed when the peer confirmed last
 */
public record LinkStatus(
    Address peer,
    String directory,
    String state,
    long depth,
    long inFlight,
    long confirmed,
    Optional<Instant> lastConfirmed) {}
