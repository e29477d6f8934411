// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/**
 * A far side that knows repetitions: of each key it applies one request, and none with a token
 * smaller than one it has seen for the key.
 */
final class Sink implements AutoCloseable {

  private final ServerSocket socket;
  private final Map<String, Long> seen = new HashMap<>(); // guarded by this
  private final Map<Long, Integer> applied = new HashMap<>(); // guarded by this
  private long turnedAway; // guarded by this

  /** Listens at once. */
  Sink() {
    try {
      socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "sink");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket one = socket.accept()) {
        one.setSoTimeout(200);
        String line =
            new BufferedReader(new InputStreamReader(one.getInputStream(), UTF_8)).readLine();
        if (line != null) {
          String[] words = line.split(" ", 3);
          String answer = apply(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
          one.getOutputStream().write((answer + "\n").getBytes(UTF_8));
        }
      } catch (IOException e) {
        // whoever asked is gone
      }
    }
  }

  private synchronized String apply(long number, long token, String key) {
    Long before = seen.get(key);
    if (before != null) {
      turnedAway++;
      seen.put(key, Math.max(before, token));
      return token < before ? "stale" : "repeated";
    }
    seen.put(key, token);
    applied.merge(number, 1, Integer::sum);
    return "applied";
  }

  /** How often it applied the request of this number. */
  synchronized int applied(long number) {
    return applied.getOrDefault(number, 0);
  }

  /** How many requests were turned away. */
  synchronized long turnedAway() {
    return turnedAway;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
