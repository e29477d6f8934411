// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.xmpp.Address;
import wubot.xmpp.AllowList;
import wubot.xmpp.XmppSettings;

/**
 * What one instance of the relay is told to do.
 *
 * @param connection to the server
 * @param directory the queue to forward, empty when this instance only receives
 * @param targets the peers to forward to, with their resources
 * @param allow whose messages are read, see {@link AllowList}
 * @param batchSize bytes of an encoded batch at most
 * @param messageLimit bytes of a batch that holds one message only, at most
 * @param link part of the links' names, empty normally
 * @param delay the shortest pause between probes and how long trouble lasts before it is told
 */
public record RelayConfig(
    XmppSettings connection,
    Optional<Path> directory,
    List<Address> targets,
    List<String> allow,
    int batchSize,
    int messageLimit,
    String link,
    Duration delay) {}
