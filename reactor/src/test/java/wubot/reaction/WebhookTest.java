// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

class WebhookTest {

  private final TestServices services = new TestServices(Path.of("home"));
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reaction webhook(Map<String, ?> config) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("url", server.url("/hook/k3y")));
    all.putAll(config);
    return services.make(new Webhook(), all);
  }

  private static Message message() {
    return Message.of("key", "Ping-joe")
        .with("subject", "say \"hi\"\nnow")
        .with("hostname", "joe")
        .with("status", "CRITICAL");
  }

  private Map<String, Object> sentJson() throws IOException {
    String body = server.taken().get(server.taken().size() - 1).body();
    try (var json = Conformance.parser(body)) {
      json.nextToken();
      return Conformance.map(Conformance.value(json));
    }
  }

  @Test
  void fieldsAreEscapedAsTheContentTypeAsks() throws Exception {
    webhook(Map.of()).react(message());
    assertEquals(Map.of("text", "say \"hi\"\nnow"), sentJson());
    assertEquals("application/json", server.taken().get(0).header("Content-Type"));
    webhook(
            Map.of(
                "content_type", "application/x-www-form-urlencoded",
                "body", "m={{ subject_text }}&h={{ hostname }}"))
        .react(message());
    assertEquals("m=say%20%22hi%22%0Anow&h=joe", server.taken().get(1).body());
  }

  @Test
  void headersAreTemplatesAndStayOneLine() throws Exception {
    webhook(
            Map.of(
                "headers", Map.of("Title", "{{ subject_text }}"),
                "auth", "Bearer t0ken",
                "content_type", "text/plain",
                "body", "{{ subject_text }}"))
        .react(message());
    WebServer.Request request = server.taken().get(0);
    assertEquals("say \"hi\" now", request.header("Title"));
    assertEquals("Bearer t0ken", request.header("Authorization"));
    assertEquals("say \"hi\"\nnow", request.body());
  }

  @Test
  void nobodyIsDisturbedByAMessageWithoutSubjectOrAQuietOne() throws Exception {
    Reaction webhook = webhook(Map.of());
    for (Message quiet :
        List.of(
            Message.of("key", "x"),
            message().with("quiet", 1),
            message().with("quiet_webhook", 1))) {
      assertFalse(webhook.wants(quiet));
      webhook.react(quiet);
    }
    assertEquals(List.of(), server.taken());
  }

  @Test
  void aServerInTroubleIsTriedAgainAndOneThatSaysNoIsNot() {
    server.answer(500, "broken\nhere", Map.of());
    ReactionFailure trouble =
        assertThrows(ReactionFailure.class, () -> webhook(Map.of()).react(message()));
    assertTrue(trouble.isPassing());
    assertEquals("127.0.0.1:" + server.port() + " answered 500: broken here", trouble.getMessage());
    server.answer(404, "", Map.of());
    ReactionFailure no =
        assertThrows(ReactionFailure.class, () -> webhook(Map.of()).react(message()));
    assertFalse(no.isPassing());
    assertFalse(no.getMessage().contains("k3y"), "the path of a webhook is a secret");
    server.answer(302, "", Map.of("Location", "/elsewhere"));
    assertFalse(
        assertThrows(ReactionFailure.class, () -> webhook(Map.of()).react(message())).isPassing());
    assertEquals(3, server.taken().size(), "redirects are not followed");
  }

  @Test
  void aPauseThatTheServerAskedForIsKept() throws Exception {
    Reaction webhook = webhook(Map.of());
    server.answer(429, "", Map.of("Retry-After", "30"));
    assertThrows(ReactionFailure.class, () -> webhook.react(message()));
    server.answer(200, "", Map.of());
    ReactionFailure early = assertThrows(ReactionFailure.class, () -> webhook.react(message()));
    assertTrue(early.isPassing());
    assertEquals(1, server.taken().size());
    services.now(Instant.ofEpochSecond(1_314_400_031));
    webhook.react(message());
    assertEquals(2, server.taken().size());
  }

  @Test
  void aServerThatHangsIsGivenUpAfterTheTimeout() {
    server.hang();
    Reaction webhook = webhook(Map.of("timeout", "300ms"));
    ReactionFailure failure = assertThrows(ReactionFailure.class, () -> webhook.react(message()));
    assertTrue(failure.isPassing());
  }

  @Test
  void mistakesAreFoundWhenTheRulesAreRead() {
    assertThrows(IllegalArgumentException.class, () -> webhook(Map.of("body", "{\"a\": ")));
    assertThrows(
        IllegalArgumentException.class, () -> webhook(Map.of("url", "http://example.org")));
    assertThrows(IllegalArgumentException.class, () -> webhook(Map.of("expect_status", "ok")));
  }
}
