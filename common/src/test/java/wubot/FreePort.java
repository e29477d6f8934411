// SPDX-License-Identifier: Apache-2.0
package wubot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that a test starts, stops and starts again.
 *
 * <p>They lie below those that Linux gives to connections. One of those may belong to somebody's
 * connection by the time the server starts, or while it is away; and whoever tries one again and
 * again while nobody listens ends up connected to himself, and keeps it from the server.
 */
public final class FreePort {

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** A port of loopback that nobody listens at; this process gets each only once. */
  public static int any() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody else's
      }
    }
  }
}
