// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;

/**
 * Three reactors in processes of their own that are killed, restarted and ordered about. Each test
 * leaves all three running for the next.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupProcessesTest {

  private static final List<String> ALL = List.of("joe", "mike", "robert");
  private static final String CHAT = "queue/chat";
  private static final String RULES =
      """
      rules:
        - name: roles
          condition: key = Group-mybot
          claim: everyone
          plugin: MessageQueue
          config: {directory: roles}
        - name: tell
          condition: n exists
          plugin: MessageQueue
          config: {directory: told}
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
        - name: answers
          condition: command = ping
          plugin: Reply
          config: {text: 'pong {{ args }}'}
      """;

  @TempDir static Path directory;
  private MemberProcesses members;
  private final Random random = new Random(8);
  private int lines;
  private int made;

  @BeforeAll
  void start() {
    members = new MemberProcesses(directory, "roles: {mybot: {nodes: [joe, [mike, robert]]}}\n");
    ALL.forEach(member -> members.start(member, RULES, ""));
    members.awaitAll(ALL);
    awaitHolder("joe", "joe");
  }

  @AfterAll
  void end() {
    members.close();
  }

  private void awaitHolder(String seenBy, String holder) {
    ReactorHome.await(
        "mybot on " + holder,
        Duration.ofMillis(50),
        () -> members.holder(seenBy, "mybot").equals(holder));
  }

  private void awaitBack(String member) {
    members.awaitAll(ALL);
    ReactorHome.await(
        member + " being ready",
        Duration.ofMillis(50),
        () -> !members.holder(member, "leader").isEmpty());
  }

  /** Says a line to all of them, in any order, and returns what it is answered to. */
  private String say(String person, String text) {
    String[] parts = text.split("\\s+", 2);
    String answer = person + "/" + ++lines + "@example.org";
    List<String> order = new ArrayList<>(ALL);
    Collections.shuffle(order, random);
    for (String member : order) {
      members.feed(
          member,
          List.of(
              Message.of("key", "Chat-ops")
                  .with("command", parts[0].toLowerCase(Locale.ROOT))
                  .with("args", parts.length == 1 ? "" : parts[1])
                  .with("body", text)
                  .with("addressed", "chat")
                  .with("from", person + "@example.org")
                  .with("room", "")
                  .with("reply_to", answer)
                  .with("event_id", "line " + lines)
                  .with("lastupdate", System.currentTimeMillis() / 1000)));
    }
    return answer;
  }

  private Map<String, Integer> answers() {
    return members.counts(ALL, CHAT, "to");
  }

  private void awaitAnswers(Set<String> to) {
    ReactorHome.await(
        "answers to " + to, Duration.ofMillis(50), () -> answers().keySet().containsAll(to));
  }

  /** Who answered, and what. */
  private Map.Entry<String, String> answer(String to) {
    awaitAnswers(Set.of(to));
    for (String member : ALL) {
      for (Message message : members.content(member, CHAT)) {
        if (message.text("to").equals(to)) {
          return Map.entry(member, message.text("text"));
        }
      }
    }
    throw new AssertionError("no answer to " + to);
  }

  @Test
  void eachLineOfTheChatIsAnsweredOnceAlsoWhenAMemberIsKilled() {
    List<String> calm = new ArrayList<>();
    List<String> during = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      calm.add(say("ann", "ping " + i));
    }
    awaitAnswers(Set.copyOf(calm));
    members.awaitDone(ALL);
    for (int i = 0; i < 12; i++) {
      during.add(say("ann", "ping " + i));
      if (i == 3) {
        members.kill("mike");
      }
    }
    awaitAnswers(Set.copyOf(during));
    members.start("mike");
    awaitBack("mike");
    for (int i = 0; i < 12; i++) {
      calm.add(say("ann", "ping " + i));
    }
    awaitAnswers(Set.copyOf(calm));
    Map<String, Integer> answers = answers();
    Map<String, Integer> killed = members.counts(List.of("mike"), CHAT, "to");
    calm.forEach(to -> assertEquals(1, answers.get(to), to + ": " + answers));
    for (String to :
        during) { // only what mike said, and had no time to say that it did, is repeated
      assertTrue(answers.get(to) == 1 || (answers.get(to) == 2 && killed.containsKey(to)), to);
    }
  }

  @Test
  void aConversationGoesOnElsewhereWhenItsMemberIsKilledAndSurvivesARestart() {
    Map.Entry<String, String> first = answer(say("bob", "deploy"));
    assertEquals("Which version?", first.getValue());
    members.awaitDone(ALL);
    members.kill(first.getKey());
    Map.Entry<String, String> second = answer(say("bob", "1.2"));
    assertEquals("Where?", second.getValue(), "it knows what was asked");
    assertTrue(!second.getKey().equals(first.getKey()), second + " after " + first);
    members.start(first.getKey());
    awaitBack(first.getKey());
    members.awaitDone(ALL);
    members.kill(second.getKey());
    members.start(second.getKey());
    assertEquals("1.2 goes to host9.", answer(say("bob", "host9")).getValue());
    ReactorHome.await(
        "what follows",
        Duration.ofMillis(50),
        () -> members.counts(ALL, "deployed", "target").containsKey("host9"));
    awaitBack(second.getKey());
    assertEquals(Map.of("host9", 1), members.counts(ALL, "deployed", "target"));
    assertEquals(Map.of("1.2", 1), members.counts(ALL, "deployed", "version"));
  }

  private List<Message> numbered(int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made++;
      messages.add(
          Message.of("key", "Test-" + made % 7)
              .with("n", made)
              .with("lastupdate", System.currentTimeMillis() / 1000)
              .withIdentity(new Identity("origin", 7, made)));
    }
    return messages;
  }

  private void awaitTold() {
    ReactorHome.await(
        made + " to be told",
        Duration.ofMillis(100),
        () -> members.counts(ALL, "told", "n").size() == made);
  }

  @Test
  void aRollingRestartUnderLoadLosesNothingAndRepeatsNothing() throws Exception {
    Thread load =
        new Thread(
            () -> {
              try {
                while (!Thread.interrupted()) {
                  List<Message> some = numbered(5);
                  ALL.forEach(member -> members.feed(member, some));
                  TimeUnit.MILLISECONDS.sleep(100); // fifty a second
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    load.start();
    for (String member : ALL) {
      assertEquals(0, members.end(member), members.log(member));
      members.start(member);
      awaitBack(member);
    }
    load.interrupt();
    load.join();
    awaitTold();
    Map<String, Integer> told = members.counts(ALL, "told", "n");
    assertEquals(
        Map.of(),
        told.entrySet().stream()
            .filter(entry -> entry.getValue() != 1)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        "told other than once, of " + made);
    awaitHolder("robert", "joe"); // the preferred one has it again
  }

  private List<String> started() {
    return ALL.stream()
        .flatMap(member -> members.content(member, "roles").stream())
        .filter(message -> message.text("event").equals("started"))
        .map(message -> message.text("member") + " " + message.text("start_type"))
        .toList();
  }

  @Test
  void peopleMoveForbidAndStopARoleFromAnyMember() {
    awaitHolder("robert", "joe");
    assertEquals("0 moved to robert", members.command("robert", "takeover", "mybot"));
    awaitHolder("mike", "robert");
    assertEquals(
        "3 wubot group takeover: the role mybot runs at robert already",
        members.command("robert", "takeover", "mybot"));
    String unknown = members.command("mike", "takeover", "otherbot");
    assertTrue(
        unknown.startsWith("3 wubot group takeover: there is no role otherbot here"), unknown);
    assertEquals(
        "0 ordered: permit mybot", members.command("mike", "permit", "mybot", "robert", "no"));
    assertEquals(
        "0 ordered: permit mybot; nobody has seen a member jo, known are [joe, mike, robert]",
        members.command("mike", "permit", "mybot", "jo", "no"));
    String wrong = members.command("mike", "permit", "mybot", "joe", "perhaps");
    assertTrue(wrong.startsWith("2 'perhaps' is neither yes nor no"), wrong);
    assertTrue(wrong.contains("group permit"), wrong);
    awaitHolder("joe", "joe"); // whoever takes it first, the preferred one has it in the end
    String refused = members.command("joe", "move", "mybot", "robert");
    assertTrue(refused.contains("robert is not permitted to run it"), refused);
    members.command("joe", "permit", "mybot", "robert", "yes");
    assertEquals("0 ordered: stop mybot", members.command("joe", "stop", "mybot"));
    ReactorHome.await(
        "mybot to stop", Duration.ofMillis(50), () -> members.holder("joe", "mybot").isEmpty());
    ALL.forEach(members::end);
    ALL.forEach(members::start);
    ALL.forEach(this::awaitBack);
    assertEquals("", members.holder("mike", "mybot"), "it stays stopped");
    String stopped = members.command("mike", "takeover", "mybot");
    assertTrue(stopped.contains("not running anywhere"), stopped);
    members.command("mike", "start", "mybot");
    awaitHolder("robert", "joe");
    for (int failure = 1; failure <= 4; failure++) {
      ReactorHome.await(
          "mybot to run at joe",
          Duration.ofMillis(50),
          () -> members.command("joe", "fail", "mybot").startsWith("0 "));
    }
    ReactorHome.await(
        "mybot to run elsewhere",
        Duration.ofMillis(50),
        () -> List.of("mike", "robert").contains(members.holder("joe", "mybot")));
    ReactorHome.await(
        "rules to be told of starts",
        Duration.ofMillis(50),
        () -> started().containsAll(List.of("robert takeover", "joe normal")));
    members.end("joe"); // and all is forgiven
    members.start("joe");
    awaitHolder("robert", "joe");
  }
}
