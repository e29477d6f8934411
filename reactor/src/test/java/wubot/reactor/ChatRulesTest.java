// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.queue.Queues;

/** The rules of docs/chat.md in a running reactor, alone and as a member of a group. */
class ChatRulesTest {

  private static final String RULES =
      """
      rules:
        - name: deployments
          condition: from exists
          plugin: Flow
          config:
            name: deploy
            start: deploy
            steps:
              - ask: Which version?
                as: version
                check: version matches ^[0-9.]+$
                otherwise: No.
              - ask: Where?
                as: target
            done: '{{ version }} goes to {{ target }}.'
          rules:
            - name: deployed
              plugin: MessageQueue
              config: {directory: deployed}
        - name: people
          condition: command exists
          rules:
            - name: commands
              plugin: HelpDesk
              config: {also: 'deploy: puts a version on a host'}
            - name: answers
              condition: answer exists
              plugin: Reply
        - name: silences
          plugin: Silence
          config: {file: state/silences.yaml}
        - name: rest
          condition: quiet is true
          plugin: MessageQueue
          config: {directory: quiet}
      """;

  private static final long NOW = 1_700_000_000;

  @TempDir Path directory;
  private int lines;

  private void say(Queues queues, String text) {
    String[] parts = text.split("\\s+", 2);
    queues
        .appender(directory.resolve("reactor"))
        .append(
            Message.of("key", "Chat-ops")
                .with("command", parts[0].toLowerCase(Locale.ROOT))
                .with("args", parts.length == 1 ? "" : parts[1])
                .with("body", text)
                .with("addressed", "chat")
                .with("from", "ann@example.org")
                .with("room", "")
                .with("reply_to", "ann@example.org")
                .with("event_id", "line " + ++lines)
                .with("lastupdate", NOW + lines));
  }

  private static List<String> texts(ReactorHome home, Queues queues) {
    return home.content(queues, "queue/chat").stream().map(m -> m.text("text")).toList();
  }

  private void converse(boolean group) {
    ReactorHome home = new ReactorHome(directory);
    home.rules(RULES);
    try (Queues queues = ReactorHome.queues()) {
      try (Reactor reactor = home.start(queues)) {
        say(queues, "deploy");
        ReactorHome.await("a question", () -> texts(home, queues).size() == 1);
        say(queues, "latest");
        ReactorHome.await("a no", () -> texts(home, queues).size() == 2);
        ReactorHome.await("both to be done", () -> reactor.handled() == 2);
      }
      try (Reactor reactor = home.start(queues)) { // a restart in the middle
        say(queues, "1.2");
        ReactorHome.await("the next question", () -> texts(home, queues).size() == 3);
        say(queues, "joe");
        ReactorHome.await(
            "the flow to be done", () -> home.content(queues, "deployed").size() == 1);
        ReactorHome.await("the end", () -> texts(home, queues).size() == 4);
        assertEquals(
            List.of("Which version?", "No.", "Where?", "1.2 goes to joe."), texts(home, queues));
        Message done = home.content(queues, "deployed").get(0);
        assertEquals("1.2", done.text("version"));
        assertEquals("joe", done.text("target"));
        assertEquals(group ? "line 4#deploy" : "line 4", done.text("event_id"));

        say(queues, "silence mike for 1h");
        say(queues, "status");
        ReactorHome.await("two answers", () -> texts(home, queues).size() == 6);
        assertTrue(
            texts(home, queues).stream().anyMatch(t -> t.startsWith("Silence ")),
            texts(home, queues).toString());
        String status =
            texts(home, queues).stream().filter(t -> t.startsWith("joe: ")).findFirst().orElse("");
        assertTrue(status.contains("reactor runs for"), status);
        queues
            .appender(directory.resolve("reactor"))
            .append(
                Message.of("key", "Load-load")
                    .with("hostname", "mike")
                    .with("lastupdate", NOW + 60));
        ReactorHome.await("it to be quiet", () -> home.content(queues, "quiet").size() == 1);
        assertEquals(0, reactor.failed());
      }
    }
  }

  @Test
  void alone() {
    converse(false);
  }

  @Test
  void inAGroup() throws IOException {
    Files.createDirectories(directory.resolve("config"));
    Files.writeString(
        directory.resolve("config/group.yaml"),
        """
        group: home
        store: file:%s
        session_ttl: 9s
        handling_ttl: 9s
        hesitate: 20ms
        """
            .formatted(directory.resolve("store")));
    converse(true);
  }
}
