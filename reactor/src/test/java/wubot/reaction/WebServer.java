// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that keeps what it is sent and answers what the test wants. */
public final class WebServer implements AutoCloseable {

  /** A request as it came. */
  public record Request(
      String method, String path, Map<String, List<String>> headers, String body) {

    /** The first value of a header. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> taken = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile Map<String, String> answerHeaders = Map.of();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Starts one on a free port. */
  public WebServer() throws IOException {
    this(0);
  }

  /** Starts one on this port. */
  public WebServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      gate.await();
      taken.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              body));
      answerHeaders.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers this from now on. */
  public void answer(int newStatus, String body, Map<String, String> headers) {
    answerHeaders = headers;
    answer = body;
    status = newStatus;
  }

  /** Answers nothing at all until {@link #answerAgain}. */
  public void hang() {
    gate = new CountDownLatch(1);
  }

  /** The end of {@link #hang}. */
  public void answerAgain() {
    gate.countDown();
  }

  /** What came so far. */
  public List<Request> taken() {
    return List.copyOf(taken);
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
