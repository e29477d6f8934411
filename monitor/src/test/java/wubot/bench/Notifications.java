// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that takes notifications and notes when each was there, to its last byte. */
final class Notifications implements AutoCloseable {

  /** A notification: the number of its message, when that was made, and when it was here. */
  record Taken(int number, long madeNanos, long takenNanos) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final List<Taken> taken = new ArrayList<>();

  /** Starts it. */
  Notifications() throws IOException {
    // Otherwise an answer waits for the delayed acknowledgement of its own first half: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      long now = System.nanoTime();
      String numbers = body.replaceAll("[^0-9 ]", "").strip();
      int blank = numbers.indexOf(' ');
      int number = Integer.parseInt(numbers.substring(0, blank));
      long made = Long.parseLong(numbers.substring(blank + 1));
      synchronized (taken) {
        taken.add(new Taken(number, made, now));
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** All so far, in the order they came. */
  List<Taken> taken() {
    synchronized (taken) {
      return List.copyOf(taken);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
