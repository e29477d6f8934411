// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.rule.ReactionTypes;
import wubot.rule.Rule;
import wubot.rule.RuleLoader;

/** The rules in docs/notifications.md load as they stand, and send what those services take. */
class NotificationRecipesTest {

  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir Path home;
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
    Files.createDirectories(home.resolve("secrets"));
    secret("mail", "s3cret");
    secret("xmpp", "s3cret");
    secret("ntfy", "Bearer tk_1");
    secret("gotify", "app-k3y");
    for (String name : List.of("slack", "mattermost", "discord")) {
      secret(name + "-url", server.url("/" + name));
    }
  }

  private void secret(String name, String value) throws IOException {
    Path file = Files.writeString(home.resolve("secrets").resolve(name), value + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The rules of the page, by name, towards the server of the test. */
  private List<Rule> rules() throws IOException {
    Path page = Path.of(System.getProperty("wubot.root", ".."), "docs", "notifications.md");
    Matcher blocks = BLOCK.matcher(Files.readString(page));
    List<Rule> rules = new ArrayList<>();
    while (blocks.find()) {
      String yaml = blocks.group(1).replaceAll("https://[a-z]+\\.example\\.org", server.url(""));
      Problems problems = new Problems();
      new RuleLoader(ReactionTypes.installed(), new TestServices(home))
          .load(Yaml.parse(yaml, "notifications.md", problems).orElseThrow(), problems)
          .ifPresent(tree -> rules.addAll(tree.rules()));
      assertEquals(List.of(), problems.all(), yaml);
    }
    return rules;
  }

  private Map<String, Object> sent(String name) throws IOException, InterruptedException {
    Rule rule = rules().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    Message message =
        Message.of("key", "Ping-joe")
            .with("subject", "no \"answer\"\\\nat all")
            .with("status", "CRITICAL");
    rule.step().orElseThrow().reaction().react(message);
    try (var json = Conformance.parser(server.taken().get(0).body())) {
      json.nextToken();
      return Conformance.map(Conformance.value(json));
    }
  }

  @Test
  void everyRuleOfThePageLoads() throws IOException {
    assertEquals(
        List.of("mail", "chat", "ntfy", "gotify", "slack", "mattermost", "discord"),
        rules().stream().map(Rule::name).toList());
  }

  @Test
  void ntfyTakesATopicATitleAMessageAndTags() throws Exception {
    assertEquals(
        Map.of(
            "topic", "ops",
            "title", "Ping-joe",
            "message", "no \"answer\"\\\nat all",
            "tags", List.of("critical")),
        sent("ntfy"));
    assertEquals("Bearer tk_1", server.taken().get(0).header("Authorization"));
    assertEquals("/", server.taken().get(0).path());
  }

  @Test
  void gotifyTakesATitleAMessageAndANumberAsPriority() throws Exception {
    assertEquals(
        Map.of("title", "Ping-joe", "message", "no \"answer\"\\\nat all", "priority", 5L),
        sent("gotify"));
    assertEquals("app-k3y", server.taken().get(0).header("X-Gotify-Key"));
    assertEquals("/message", server.taken().get(0).path());
  }

  @Test
  void slackAndMattermostTakeAText() throws Exception {
    assertEquals(Map.of("text", "*Ping-joe* no \"answer\"\\\nat all"), sent("slack"));
    assertEquals("/slack", server.taken().get(0).path());
    stop();
    start();
    assertEquals(
        Map.of("username", "wubot", "text", "**Ping-joe** no \"answer\"\\\nat all"),
        sent("mattermost"));
  }

  @Test
  void discordTakesContentAndMentionsNobody() throws Exception {
    server.answer(204, "", Map.of());
    assertEquals(
        Map.of(
            "content",
            "**Ping-joe** no \"answer\"\\\nat all",
            "allowed_mentions",
            Map.of("parse", List.of())),
        sent("discord"));
  }
}
