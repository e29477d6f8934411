// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import wubot.cli.StatusCommand;
import wubot.metrics.Exposition;
import wubot.queue.Queues;
import wubot.reaction.WebServer;

/** {@code wubot status} of a reactor that runs. */
class StatusCommandTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();

  private int run() {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    return new CommandLine(new StatusCommand())
        .setOut(writer)
        .setErr(writer)
        .execute("--home", directory.toString(), "--host", "joe");
  }

  @Test
  void deliveriesThatFailAndDeadLettersNeedAttention() throws IOException {
    ReactorHome home = new ReactorHome(directory);
    try (WebServer server = new WebServer();
        Queues queues = ReactorHome.queues()) {
      server.answer(500, "", Map.of());
      home.rules(
          """
          rules:
            - {name: say, plugin: SetField, config: {field: subject, value: hello}}
            - name: tell ops
              plugin: Webhook
              config: {url: %s, content_type: text/plain, body: 'x'}
          """
              .formatted(server.url("/")));
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("a failure", () -> run() == 1 && failing());
        assertEquals(3, reactor.handled());
        assertTrue(
            out.toString().matches("(?s).*reactor  runs for .*, rules: 2, messages handled: 3 .*"),
            out.toString());
        assertTrue(out.toString().contains("fails for "), out.toString());
        assertTrue(
            out.toString().matches("(?s).*queue/outbox/tell-ops +courier +0 +3 .*"), "" + out);
        server.answer(403, "no", Map.of());
        ReactorHome.await("letters", () -> run() == 1 && out.toString().contains("3 dead letters"));
        server.answer(200, "", Map.of());
        home.rules("rules: [\n");
        ReactorHome.await(
            "the broken file", () -> run() == 1 && out.toString().contains("not in force: "));
      }
      assertEquals(1, run());
      assertTrue(out.toString().contains("wubot reactor does not run; start it"), out.toString());
    }
  }

  private boolean failing() {
    return out.toString().contains("rule 'tell ops' cannot deliver: Webhook: ");
  }

  @Test
  void numbersAreServedWhereTheFileSaysAndABadPlaceIsAnErrorInTheFile() throws Exception {
    ReactorHome home = new ReactorHome(directory);
    String rules = "rules:\n  - {name: f, plugin: MessageQueue, config: {directory: forward}}\n";
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    home.rules("metrics: " + port + "\n" + rules);
    try (Queues queues = ReactorHome.queues()) {
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the messages", () -> get(port).contains("handled_total 3\n"));
        ReactorHome.await(
            "the commit of the cursor, which comes after",
            () -> depth(port).equals(Optional.of(0.0)));
        Map<String, Double> samples = Exposition.read(get(port));
        assertEquals(3, samples.get("wubot_rule_fired_total{rule=\"f\"}"));
        assertEquals(0, samples.get("wubot_dead_letters"));
        assertEquals(3, reactor.handled());
        home.rules("metrics: nonsense:x\n" + rules);
        ReactorHome.await(
            "the error",
            () -> run() == 1 && out.toString().contains("reactor.yaml:1:10: error: metrics: "));
        home.rules(rules);
        ReactorHome.await("silence", () -> get(port).isEmpty());
      }
    }
  }

  private static Optional<Double> depth(int port) {
    return Optional.ofNullable(
        Exposition.read(get(port)).get("wubot_queue_depth{queue=\"reactor\",cursor=\"reactor\"}"));
  }

  private static String get(int port) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
