// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.Instant;
import java.util.Optional;

/**
 * How a connection that stands was made, for people who look for a weakness.
 *
 * @param tls protocol and cipher, empty where there is none
 * @param certificateUntil when the server's certificate ends, empty without TLS
 * @param mechanism how the password was proved, such as SCRAM-SHA-1
 * @param streamManagement whether both ends count stanzas, so that dead connections are noticed
 */
public record LoginFacts(
    Optional<String> tls,
    Optional<Instant> certificateUntil,
    String mechanism,
    boolean streamManagement) {}
