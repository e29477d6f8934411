// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.Problem;
import wubot.message.PlainJson;

/**
 * Serves {@code /metrics} and {@code /health}. A port that somebody else has takes nothing down: it
 * is said once, and tried again until it is free.
 */
public final class MetricsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final int BACKLOG = 16;
  private static final int MOST_REQUESTS = 12;
  private static final int WAITING_REQUESTS = 64;
  private static final long AGAIN_SECONDS = 15;

  private final Listen listen;
  private final MetricSource source;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread binder;
  private final ThreadPoolExecutor workers;
  private Optional<HttpServer> server = Optional.empty(); // guarded by this

  private MetricsServer(Listen listen, MetricSource source) {
    this.listen = listen;
    this.source = source;
    this.binder = new Thread(this::bind, "metrics");
    binder.setDaemon(true);
    // A visitor who sends half a request keeps a thread for a few seconds; there are some to spare.
    this.workers =
        new ThreadPoolExecutor(
            MOST_REQUESTS,
            MOST_REQUESTS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_REQUESTS),
            work -> {
              Thread thread = new Thread(work, "metrics request");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    workers.allowCoreThreadTimeOut(true);
  }

  /** Begins to serve as soon as the port can be had; returns at once. */
  public static MetricsServer start(Listen listen, MetricSource source) {
    // Read by the JDK's server: no waiting for acknowledgements, nor for ever for visitors.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    MetricsServer server = new MetricsServer(listen, source);
    server.binder.start();
    return server;
  }

  /** The port it listens on, empty while it does not. */
  public synchronized Optional<Integer> port() {
    return server.map(s -> s.getAddress().getPort());
  }

  private void bind() {
    String said = "";
    try {
      do {
        try {
          open();
          LOG.info("Metrics are at http://{}/metrics.", listen);
          return;
        } catch (IOException | IllegalArgumentException e) {
          String why = String.valueOf(e.getMessage());
          if (!why.equals(said)) {
            said = why;
            LOG.warn(
                "No metrics at {}: {}; it is tried again, everything else works.", listen, why);
          }
        }
      } while (!closed.await(AGAIN_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void open() throws IOException {
    if (closed.getCount() == 0) {
      return;
    }
    HttpServer made = HttpServer.create(listen.address(), BACKLOG);
    made.setExecutor(workers);
    made.createContext("/", this::answer);
    made.start();
    server = Optional.of(made);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        send(exchange, 405, "text/plain", "only GET\n");
      } else if (path.equals("/metrics")) {
        MetricPage page = new MetricPage();
        source.measure(page);
        send(exchange, 200, MetricPage.TYPE, page.text());
      } else if (path.equals("/health")) {
        List<Problem> problems = source.problems();
        boolean ill = problems.stream().anyMatch(Problem::ill);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("healthy", !ill);
        all.put("problems", Problem.asList(problems));
        send(exchange, ill ? 503 : 200, "application/json", PlainJson.line(all) + "\n");
      } else {
        send(exchange, 404, "text/plain", "there are /metrics and /health\n");
      }
    } catch (RuntimeException e) {
      LOG.error("Metrics could not be gathered", e);
      send(exchange, 500, "text/plain", "an error in the daemon, see its log\n");
    }
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    binder.interrupt();
    synchronized (this) {
      server.ifPresent(s -> s.stop(0));
      server = Optional.empty();
    }
    workers.shutdownNow();
  }
}
