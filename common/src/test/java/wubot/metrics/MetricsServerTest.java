// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wubot.control.Problem;

/** The page, and the server that hands it out. */
class MetricsServerTest {

  private volatile List<Problem> problems = List.of();

  private final MetricSource source =
      new MetricSource() {
        @Override
        public void measure(MetricPage page) {
          page.gauge("wubot_depth", "How deep.", Map.of("queue", "a \"b\"\\c\nd"), 3);
          page.counter("wubot_seconds_total", "How long.", 0.25);
        }

        @Override
        public List<Problem> problems() {
          return problems;
        }
      };

  private static int await(MetricsServer server) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (server.port().isEmpty()) {
      assertTrue(System.nanoTime() < end, "it listens");
      Thread.sleep(10); // between two looks
    }
    return server.port().get();
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofString());
  }

  @Test
  void aPageIsWhatPrometheusReads() {
    MetricPage page = new MetricPage();
    source.measure(page);
    for (int i = 0; i < 5000; i++) {
      page.gauge("wubot_many", "Too many.", Map.of("n", "x".repeat(400) + i), i);
      page.gauge("wubot_some", "Just enough.", Map.of("n", "" + i % 10), i);
    }
    page.gauge("wubot_odd", "No number.", Map.of("n", "nan"), Double.NaN);
    page.gauge("wubot_odd", "No number.", Map.of("n", "inf"), Double.POSITIVE_INFINITY);
    page.gauge("wubot_odd", "No number.", Map.of("n", "big"), 12345678901234567L);
    page.gauge("wubot_odd", "No number.", Map.of("n", "small"), 1.5e-9);
    Map<String, Double> samples = Exposition.read(page.text());
    assertEquals(3, samples.get("wubot_depth{queue=\"a \\\"b\\\"\\\\c\\nd\"}"));
    assertEquals(0.25, samples.get("wubot_seconds_total"));
    assertEquals(10, samples.keySet().stream().filter(s -> s.startsWith("wubot_some")).count());
    assertTrue(samples.keySet().stream().allMatch(s -> s.length() < 300), "labels are cut");
    assertEquals(1.5e-9, samples.get("wubot_odd{n=\"small\"}"));
    assertTrue(samples.get("wubot_metrics_left_out") >= 4990 + 4000);
    assertThrows(IllegalArgumentException.class, () -> page.counter("wubot_x", "No.", 1));
    assertThrows(IllegalArgumentException.class, () -> page.gauge("wubot x", "No.", 1));
  }

  @Test
  void healthIsBadWhenTheDaemonIsIllAndNotWhenSomethingElseIs() throws Exception {
    try (MetricsServer server = MetricsServer.start(Listen.parse("0"), source)) {
      int port = await(server);
      assertEquals(
          MetricPage.TYPE, get(port, "/metrics").headers().firstValue("content-type").get());
      Exposition.read(get(port, "/metrics").body());
      assertEquals("{\"healthy\":true,\"problems\":[]}\n", get(port, "/health").body());
      problems = List.of(Problem.notable("a check fails"));
      assertEquals(200, get(port, "/health").statusCode());
      problems = List.of(Problem.ill("the disk is full"));
      assertEquals(503, get(port, "/health").statusCode());
      assertTrue(get(port, "/health").body().contains("the disk is full"));
      assertEquals(404, get(port, "/etc/passwd").statusCode());
      assertEquals(
          405,
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100)))
                      .build(),
                  BodyHandlers.ofString())
              .statusCode());
    }
  }

  @Test
  void visitorsWhoSayNothingKeepNobodyOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try (MetricsServer server = MetricsServer.start(Listen.parse("127.0.0.1:0"), source)) {
      int port = await(server);
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket
            .getOutputStream()
            .write("GET /metrics HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        idle.add(socket);
      }
      assertEquals(200, get(port, "/health").statusCode());
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void aPortThatIsTakenTakesNothingDown() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (MetricsServer server =
          MetricsServer.start(new Listen("127.0.0.1", other.getLocalPort()), source)) {
        assertTrue(server.port().isEmpty());
      }
    }
    assertEquals(new Listen("127.0.0.1", 9718), Listen.parse("9718"));
    assertEquals(new Listen("::1", 9718), Listen.parse("[::1]:9718"));
    for (String bad : List.of("", "x", ":1", "1.2.3.4:", "1.2.3.4:70000", "a:b")) {
      assertFalse(
          assertThrows(IllegalArgumentException.class, () -> Listen.parse(bad))
              .getMessage()
              .isEmpty());
    }
  }
}
