// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.dead.DeadLetter;
import wubot.message.Message;
import wubot.queue.Queues;
import wubot.reaction.WebServer;

/** Deliveries beside the walk: a server that hangs, fails or says no. */
class DeliveryTest {

  @TempDir Path directory;
  private ReactorHome home;

  @BeforeEach
  void home() {
    home = new ReactorHome(directory);
  }

  private static String rules(String url, String more) {
    return """
        rules:
          - name: say
            plugin: SetField
            config:
              field: subject
              value: hello
          - name: tell ops
            plugin: Webhook
            config:
              url: %s
              content_type: text/plain
              body: '{{ n }}'
        %s
          - name: forward
            plugin: MessageQueue
            config:
              directory: forward
        """
        .formatted(url, more);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }

  private static List<String> bodies(WebServer server) {
    return server.taken().stream().map(WebServer.Request::body).toList();
  }

  @Test
  void aServerThatHangsHoldsUpItsOwnMessagesOnly() throws IOException {
    try (WebServer server = new WebServer();
        Queues queues = ReactorHome.queues()) {
      server.hang();
      home.rules(rules(server.url("/"), ""));
      home.feed(queues, 1, 20);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("the tree", () -> home.numbers(queues, "forward").size() == 20);
        assertEquals(List.of(), bodies(server));
        server.answerAgain();
        ReactorHome.await("the deliveries", () -> server.taken().size() == 20);
        assertEquals(20, reactor.handled());
      }
      assertEquals(numbers(1, 20), bodies(server));
      assertFalse(server.taken().get(0).body().contains(Outbox.SINCE));
      home.feed(queues, 21, 21);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("one more", () -> server.taken().size() == 21 && reactor.handled() == 1);
      }
      assertEquals(numbers(1, 21), bodies(server), "nothing is delivered again after a restart");
    }
  }

  @Test
  void aServerInTroubleIsTriedAgainInOrderAndOneThatSaysNoMakesADeadLetter() throws IOException {
    try (WebServer server = new WebServer();
        Queues queues = ReactorHome.queues()) {
      server.answer(500, "", Map.of());
      home.rules(rules(server.url("/"), "    retry: {times: 100, delay: 100ms}"));
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("some tries", () -> server.taken().size() >= 3);
        server.answer(200, "", Map.of());
        ReactorHome.await("the third", () -> bodies(server).contains("3"));
        List<String> order = bodies(server).stream().distinct().toList();
        assertEquals(numbers(1, 3), order);
        server.answer(403, "go away", Map.of());
        home.feed(queues, 4, 5);
        ReactorHome.await("dead letters", () -> home.numbers(queues, "queue/dead").size() == 2);
        assertEquals(5, reactor.handled());
      }
      Message letter = home.content(queues, "queue/dead").get(0);
      assertEquals("4", letter.text("n"));
      assertEquals("tell ops", letter.text(DeadLetter.RULE));
      assertEquals("Webhook", letter.text(DeadLetter.REACTION));
      assertTrue(letter.text(DeadLetter.ERROR).endsWith("403: go away"));
      assertFalse(letter.has(Outbox.SINCE));
    }
  }

  @Test
  void aMendedRuleDeliversWhatWaited() throws IOException {
    try (WebServer bad = new WebServer();
        WebServer good = new WebServer();
        Queues queues = ReactorHome.queues()) {
      bad.answer(503, "", Map.of("Retry-After", "600"));
      home.rules(rules(bad.url("/"), ""));
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("a try", () -> !bad.taken().isEmpty());
        home.rules(rules(good.url("/"), ""));
        ReactorHome.await("all of them elsewhere", () -> good.taken().size() == 3);
        assertEquals(3, reactor.handled());
      }
      assertEquals(numbers(1, 3), bodies(good));
    }
  }

  @Test
  void aSecretThatIsMendedInItsFileDeliversWhatWaited() throws IOException {
    try (WebServer bad = new WebServer();
        WebServer good = new WebServer();
        Queues queues = ReactorHome.queues()) {
      bad.answer(503, "", Map.of("Retry-After", "600"));
      Path secret = Files.createDirectories(directory.resolve("secrets")).resolve("url");
      Files.writeString(secret, bad.url("/"));
      home.rules(rules("${file:secrets/url}", ""));
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("a try", () -> !bad.taken().isEmpty());
        Files.writeString(secret, good.url("/"));
        ReactorHome.await("all of them elsewhere", () -> good.taken().size() == 3);
        assertEquals(3, reactor.handled());
      }
    }
  }

  @Test
  void theOutboxOfARuleThatIsGoneKeepsItsMessagesUntilItIsBack() throws IOException {
    try (WebServer server = new WebServer();
        Queues queues = ReactorHome.queues()) {
      server.answer(500, "", Map.of());
      String rules = rules(server.url("/"), "");
      home.rules(rules);
      home.feed(queues, 1, 3);
      try (Reactor reactor = home.start(queues)) {
        ReactorHome.await("a try", () -> !server.taken().isEmpty());
        home.rules(
            rules
                .replace("plugin: Webhook", "plugin: Dumper")
                .replaceAll("(?s)    config:\\n      url.*?'\\n", ""));
        ReactorHome.await(
            "the rule to go",
            () -> {
              int before = home.numbers(queues, "queue/outbox/tell-ops").size();
              home.feed(queues, 9, 9);
              long seen = reactor.handled();
              ReactorHome.await(
                  "one more", () -> reactor.handled() > seen || home.depth(queues) == 0);
              return home.numbers(queues, "queue/outbox/tell-ops").size() == before;
            });
        int tries = server.taken().size();
        server.answer(200, "", Map.of());
        home.rules(rules);
        ReactorHome.await("the rest", () -> bodies(server).contains("3"));
        assertTrue(server.taken().size() >= tries + 3);
      }
    }
  }
}
