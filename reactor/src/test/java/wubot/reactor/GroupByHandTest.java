// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;

/** What a group does only when people, or its file, say so; in processes of their own. */
@Tag("slow")
class GroupByHandTest {

  private static final List<String> ALL = List.of("joe", "mike");

  @TempDir Path directory;

  private static void await(String what, BooleanSupplier condition) {
    ReactorHome.await(what, Duration.ofMillis(50), condition);
  }

  private static Message message(int n) {
    return Message.of("key", "Test-" + n)
        .with("n", n)
        .with("lastupdate", n)
        .withIdentity(new Identity("origin", 7, n));
  }

  private static Set<String> numbers(ShardSplit split, int shard) {
    return IntStream.rangeClosed(1, 40)
        .filter(n -> split.of(message(n)) == shard)
        .mapToObj(Integer::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void rolesAndShardsWaitForPeopleAndOthersHearOfCommands() {
    String rules =
        """
        rules:
          - name: send
            condition: ask exists
            plugin: SendToRole
            config: {role: mybot, command: '{{ ask }}'}
          - name: heard
            condition: key = Group-mybot
            claim: everyone
            plugin: MessageQueue
            config: {directory: heard}
          - name: tell
            condition: n exists
            plugin: MessageQueue
            config: {directory: told}
        """;
    String group =
        """
        shards: 4
        shard_nodes: [joe, mike]
        shard_range: 1-2
        shard_start: manual
        roles:
          mybot: {nodes: [mike], start: manual, restart: transient, observe: yes}
        """;
    try (MemberProcesses members = new MemberProcesses(directory, group)) {
      ALL.forEach(member -> members.start(member, rules, ""));
      members.awaitAll(ALL);
      await("a leader", () -> !members.holder("joe", "leader").isEmpty());
      List<Message> forty =
          IntStream.rangeClosed(1, 40).mapToObj(GroupByHandTest::message).toList();
      ALL.forEach(member -> members.relay(member, forty));
      assertEquals("0 ordered: start mybot", members.command("joe", "start", "mybot"));
      await("mybot on mike", () -> members.holder("joe", "mybot").equals("mike"));
      assertTrue(members.counts(ALL, "told", "n").isEmpty(), "no shard was started");

      ShardSplit split = new ShardSplit(4, "key", ALL);
      members.command("joe", "start", "shard-1");
      await("one", () -> members.counts(ALL, "told", "n").keySet().equals(numbers(split, 1)));
      members.command("mike", "start", "shard-2");
      Set<String> both = new TreeSet<>(numbers(split, 1));
      both.addAll(numbers(split, 2));
      await("both", () -> members.counts(ALL, "told", "n").keySet().equals(both));
      String unknown = members.command("mike", "start", "shard-0");
      assertTrue(unknown.contains("there is no role shard-0 here"), unknown);

      members.feed("joe", List.of(Message.of("key", "Test-ask").with("ask", "restart now")));
      await("mike to hear", () -> heard(members, "mike").contains("command restart now"));
      await("joe to hear", () -> heard(members, "joe").contains("observed restart now"));
      assertEquals(List.of("observed restart now"), heard(members, "joe"));

      assertEquals("0 mybot is done here", members.command("mike", "done", "mybot"));
      await("it to end", () -> members.holder("joe", "mybot").isEmpty());
      ALL.forEach(members::end);
      ALL.forEach(members::start);
      members.awaitAll(ALL);
      await("a leader", () -> !members.holder("joe", "leader").isEmpty());
      assertEquals("", members.holder("joe", "mybot"), "what is done is done");
      members.command("mike", "start", "mybot");
      await("mybot again", () -> members.holder("joe", "mybot").equals("mike"));
    }
  }

  private static List<String> heard(MemberProcesses members, String member) {
    return members.content(member, "heard").stream()
        .filter(message -> message.has("command"))
        .map(m -> m.text("event") + " " + m.text("command") + " " + m.text("args"))
        .toList();
  }

  @Test
  void whoWasNeverInTheGroupComesAndTakesOver() {
    String rules =
        """
        rules:
          - name: tell
            plugin: MessageQueue
            config: {directory: told}
        """;
    try (MemberProcesses members = new MemberProcesses(directory, "roles: {mybot: {}}\n")) {
      ALL.forEach(member -> members.start(member, rules, ""));
      members.awaitAll(ALL);
      await("a holder", () -> ALL.contains(members.holder("joe", "mybot")));
      String before = members.holder("joe", "mybot");
      members.start("robert", rules, "");
      members.awaitAll(List.of("joe", "mike", "robert"));
      await("robert to know the role", () -> before.equals(members.holder("robert", "mybot")));
      await(
          "robert to take it",
          () -> members.command("robert", "takeover", "mybot").equals("0 moved to robert"));
      await("mike to see it", () -> members.holder("mike", "mybot").equals("robert"));
      List<Message> ten = IntStream.rangeClosed(1, 10).mapToObj(GroupByHandTest::message).toList();
      List.of("joe", "mike", "robert").forEach(member -> members.feed(member, ten));
      await(
          "all", () -> members.counts(List.of("joe", "mike", "robert"), "told", "n").size() == 10);
      members
          .counts(List.of("joe", "mike", "robert"), "told", "n")
          .forEach((n, times) -> assertEquals(1, times, n));
    }
  }

  private static final String DIGESTS =
      """
      rules:
        - name: collected
          condition: n exists
          plugin: Digest
          config: {full: 2, key: '{{ key }}'}
          rules:
            - name: tell
              plugin: MessageQueue
              config: {directory: told}
      """;

  /** Two messages of one key make a digest; it has no name that all members agree on. */
  private static void feedPairs(MemberProcesses members, List<String> to, int from, int until) {
    for (int n = from; n <= until; n++) {
      Message one = message(2 * n - 1).with("key", "Test-" + n);
      Message other = message(2 * n).with("key", "Test-" + n);
      to.forEach(member -> members.feed(member, List.of(one, other)));
    }
  }

  @Test
  void whatGatesSayIsDoneByTheLeaderAndWhatOneLeavesByTheNext() throws Exception {
    try (MemberProcesses members = new MemberProcesses(directory, "leader_gap: 60s\n")) {
      ALL.forEach(member -> members.start(member, DIGESTS, ""));
      members.awaitAll(ALL);
      await("a leader", () -> ALL.contains(members.holder("joe", "leader")));
      String leader = members.holder("joe", "leader");
      String other = ALL.stream().filter(member -> !member.equals(leader)).findAny().orElseThrow();
      String token = token(members);
      feedPairs(members, ALL, 1, 40);
      await("40 digests", () -> members.counts(ALL, "told", "digest_key").size() == 40);
      List<Message> others = members.content(other, "told");
      if (token(members).equals(token)) { // nobody stood still for so long that another led
        assertEquals(List.of(), others, "the leader does it");
      }

      members.signal(leader, "STOP");
      feedPairs(members, ALL, 41, 60); // the one who leads sees none of these
      Set<String> late =
          IntStream.rangeClosed(41, 60)
              .mapToObj(n -> "Test-" + n)
              .collect(Collectors.toCollection(TreeSet::new));
      await(
          "the next leader to do them",
          () -> members.counts(List.of(other), "told", "digest_key").keySet().containsAll(late));
    }
  }

  private static String token(MemberProcesses members) {
    return members.fact("joe", "roles", "role", "leader", "token");
  }

  /** As where a host's file was copied to another one. */
  @Test
  void aSecondProcessOfAMembersNameDoesNothingUntilTheFirstHasEnded() {
    String rules =
        """
        rules:
          - name: tell
            plugin: MessageQueue
            config: {directory: told}
        """;
    try (MemberProcesses members = new MemberProcesses(directory, "")) {
      ALL.forEach(member -> members.start(member, rules, ""));
      members.awaitAll(ALL);
      members.start("twin", rules, "node: joe\n");
      await("it to be refused", () -> members.command("twin", "status").contains("(refused: "));
      String said = members.command("twin", "status");
      assertTrue(said.startsWith("1 "), said);
      assertTrue(said.contains("another process is joe already"), said);
      members.feed("twin", List.of(message(41)));
      await("it to walk that", () -> members.content("twin", "queue/outbox/tell").size() == 1);
      List<Message> forty =
          IntStream.rangeClosed(1, 40).mapToObj(GroupByHandTest::message).toList();
      ALL.forEach(member -> members.feed(member, forty));
      await("forty", () -> members.counts(ALL, "told", "n").size() == 40);
      assertEquals(List.of(), members.content("twin", "told"));
      members.kill("joe");
      await("what only it has", () -> members.content("twin", "told").size() == 1);
    }
  }

  @Test
  void aStickyConversationIsLostWithItsMemberAndPeopleAreTold() {
    String rules =
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
                - ask: Where?
                  as: target
        """;
    try (MemberProcesses members = new MemberProcesses(directory, "flow_state: sticky\n")) {
      ALL.forEach(member -> members.start(member, rules, ""));
      members.awaitAll(ALL);
      say(members, ALL, 1, "deploy");
      await("a question", () -> said(members).contains("Which version?"));
      String owner =
          ALL.stream().filter(m -> !members.content(m, "queue/chat").isEmpty()).findAny().get();
      List<String> left = ALL.stream().filter(member -> !member.equals(owner)).toList();
      members.awaitDone(ALL);
      members.kill(owner);
      say(members, left, 2, "1.2");
      await(
          "an excuse",
          () ->
              said(members).contains("I have lost what we spoke about. Please begin anew: deploy"));
      say(members, left, 3, "deploy");
      await(
          "the question again",
          () -> said(members).stream().filter("Which version?"::equals).count() == 2);
    }
  }

  private static void say(MemberProcesses members, List<String> to, int line, String text) {
    to.forEach(
        member ->
            members.feed(
                member,
                List.of(
                    Message.of("key", "Chat-ops")
                        .with("command", text)
                        .with("args", "")
                        .with("body", text)
                        .with("addressed", "chat")
                        .with("from", "ann@example.org")
                        .with("room", "")
                        .with("reply_to", "ann@example.org")
                        .with("event_id", "line " + line)
                        .with("lastupdate", 1_700_000_000 + line))));
  }

  private static List<String> said(MemberProcesses members) {
    return ALL.stream()
        .flatMap(member -> members.content(member, "queue/chat").stream())
        .map(message -> message.text("text"))
        .toList();
  }
}
