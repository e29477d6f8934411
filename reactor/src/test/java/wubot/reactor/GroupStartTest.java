// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;

/** How reactors in processes of their own begin: whom they wait for, and with which clocks. */
@Tag("slow")
class GroupStartTest {

  private static final String RULES =
      """
      rules:
        - name: tell
          plugin: MessageQueue
          config: {directory: told}
      """;

  private static final List<String> ALL = List.of("joe", "mike", "robert");

  @TempDir Path directory;
  private final Map<String, MemberProcesses> groups = new TreeMap<>();

  private MemberProcesses group(String name, String more) {
    MemberProcesses made = new MemberProcesses(directory.resolve(name), more);
    groups.put(name, made);
    return made;
  }

  @org.junit.jupiter.api.AfterEach
  void end() {
    groups.values().forEach(MemberProcesses::close);
  }

  private static List<Message> messages(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            n ->
                Message.of("key", "Test-" + n % 7)
                    .with("n", n)
                    .with("lastupdate", n)
                    .withIdentity(new Identity("origin", 7, n)))
        .toList();
  }

  private static void awaitTold(MemberProcesses members, List<String> of, int count) {
    ReactorHome.await(
        count + " to be told",
        Duration.ofMillis(100),
        () -> members.counts(of, "told", "n").size() == count);
  }

  @Test
  void aMemberWaitsForItsPeersAsItsFileSays() {
    MemberProcesses exits =
        group("exits", "sync_nodes: {mandatory: [mike], optional: [robert], timeout: 2s}\n");
    MemberProcesses watches =
        group("watches", "sync_nodes: {mandatory: [mike], timeout: 1s, on_missing: observe}\n");
    MemberProcesses optional = group("optional", "sync_nodes: {optional: [mike], timeout: 2s}\n");
    MemberProcesses waits = group("waits", "sync_nodes: {mandatory: [mike], timeout: infinity}\n");
    MemberProcesses none = group("none", "sync_nodes: {mandatory: [mike]}\n");
    for (MemberProcesses group : groups.values()) {
      group.start("joe", RULES, "");
      group.feed("joe", messages(1, 1));
    }
    assertEquals(3, exits.ended("joe"), exits.log("joe"));
    assertTrue(exits.log("joe").contains("missing after the time to wait: mike"), exits.log("joe"));
    for (MemberProcesses goesOn : List.of(optional, none, watches)) {
      awaitTold(goesOn, List.of("joe"), 1);
    }
    assertTrue(optional.log("joe").contains("Going on without mike"), optional.log("joe"));
    assertTrue(watches.log("joe").contains("Going on without taking roles"), watches.log("joe"));
    assertEquals("", watches.holder("joe", "leader"), "an observer takes no roles");

    assertTrue(waits.isRunning("joe"));
    assertEquals(List.of(), waits.content("joe", "told"), "it waits for ever");
    waits.start("mike", RULES, "");
    awaitTold(waits, List.of("joe", "mike"), 1);
    watches.start("mike", RULES, "");
    ReactorHome.await(
        "the observer to take part",
        Duration.ofMillis(50),
        () -> !watches.holder("joe", "leader").isEmpty());
  }

  @Test
  void aGroupFileSavedWhileAMemberWaitsIsInForceAtOnce() {
    MemberProcesses members =
        group("waits", "sync_nodes: {mandatory: [mike], timeout: infinity}\n");
    members.start("joe", RULES, "");
    members.feed("joe", messages(1, 1));
    ReactorHome.await(
        "joe to wait", Duration.ofMillis(50), () -> members.log("joe").contains("joe is present"));
    assertEquals(
        "3 wubot group status: this reactor has not joined its group: no message is handled yet: it"
            + " waits for mike, as sync_nodes in config/group.yaml says",
        members.command("joe", "status"));
    members.groupFile("joe", "sync_nodes: {mandatory: [mike], timeout: infinity}\nbroken\n");
    members.groupFile("joe", "");
    awaitTold(members, List.of("joe"), 1);
    assertEquals(0, members.end("joe"), members.log("joe"));

    MemberProcesses others = group("told", "sync_nodes: {mandatory: [mike], timeout: infinity}\n");
    others.start("joe", RULES, "");
    ReactorHome.await(
        "joe to wait", Duration.ofMillis(50), () -> others.log("joe").contains("joe is present"));
    assertEquals(0, others.end("joe"), "who waits ends when told to");
  }

  @Test
  void ofEqualsTheOneWithTheSmallerWeightGetsARole() {
    MemberProcesses members = group("weights", "roles: {mybot: {nodes: [[joe, mike]]}}\n");
    members.start("mike", RULES, "sync_nodes: {mandatory: [joe], timeout: infinity}\nweight: 3\n");
    members.start("joe", RULES, "sync_nodes: {mandatory: [mike], timeout: infinity}\nweight: 7\n");
    ReactorHome.await(
        "mike to have it",
        Duration.ofMillis(50),
        () -> members.holder("joe", "mybot").equals("mike"));
  }

  @Test
  void aMemberEndsWhereARoleKeepsFailingIfItsFileSaysSo() {
    MemberProcesses members = group("ends", "roles: {mybot: {nodes: [joe], exit_node: yes}}\n");
    members.start("joe", RULES, "");
    for (int failure = 1; failure <= 4; failure++) {
      ReactorHome.await(
          "mybot to run",
          Duration.ofMillis(50),
          () ->
              members.command("joe", "fail", "mybot", "no disk").equals("0 mybot has failed here")
                  || !members.isRunning("joe")); // it may end before it has answered
    }
    assertEquals(3, members.ended("joe"), members.log("joe"));
    assertTrue(
        members
            .log("joe")
            .contains("as group.yaml says: role mybot failed at joe: no disk, too often"),
        members.log("joe"));
  }

  private static void assumeClocks() {
    Assumptions.assumeTrue(
        MemberProcesses.clockLibrary().isPresent(),
        "libfaketime is not installed: scripts/install-needs libfaketime");
  }

  /** Each is told once, also when the leader dies in between. */
  private void tellOnce(String name, String joe, String mike, String robert) {
    assumeClocks();
    MemberProcesses members = group(name, "");
    members.clock("joe", joe);
    members.clock("mike", mike);
    members.clock("robert", robert);
    ALL.forEach(member -> members.start(member, RULES, ""));
    members.awaitAll(ALL);
    ALL.forEach(member -> members.feed(member, messages(1, 200)));
    awaitTold(members, ALL, 200);
    members.awaitDone(ALL);
    String leader = members.holder("joe", "leader");
    members.kill(leader);
    List<String> left = ALL.stream().filter(member -> !member.equals(leader)).toList();
    left.forEach(member -> members.feed(member, messages(201, 300)));
    ReactorHome.await(
        "another leader",
        Duration.ofMillis(50),
        () -> left.contains(members.holder(left.get(0), "leader")));
    awaitTold(members, ALL, 300);
    members
        .counts(ALL, "told", "n")
        .forEach((n, times) -> assertEquals(1, times, n + " is told once"));
  }

  @Test
  void clocksThatAreWrongAreNoMatter() {
    // Others wait for half as long again as a holder may act.
    tellOnce("ahead", "+1h", "+2h", "+0 x1.3");
  }

  @Test
  void clocksThatAreSlowAreNoMatter() {
    tellOnce("behind", "-1h", "+0 x0.8", "+0 x1.1");
  }

  @Test
  void clocksBeyondWhatIsAllowedRepeatAtMostAndTokensTellWhichIsTheLater() throws Exception {
    assumeClocks();
    MemberProcesses members = group("beyond", "claim: fenced\n");
    members.clock("joe", "+0 x0.6");
    members.clock("robert", "+0 x1.8"); // three times as fast as joe's
    ALL.forEach(member -> members.start(member, RULES, ""));
    members.awaitAll(ALL);
    for (int round = 0; round < 4; round++) {
      List<Message> some = messages(100 * round + 1, 100 * round + 100);
      ALL.forEach(member -> members.feed(member, some));
      members.signal("joe", "STOP");
      TimeUnit.MILLISECONDS.sleep(3_500); // it believes that two seconds have passed
      members.signal("joe", "CONT");
    }
    awaitTold(members, ALL, 400);
    Map<String, Map<String, String>> keys = new TreeMap<>(); // by number: token to key
    for (String member : ALL) {
      for (Message told : members.content(member, "told")) {
        if (told.has("n")) {
          String twin =
              keys.computeIfAbsent(told.text("n"), n -> new TreeMap<>())
                  .put(told.text("claim.token"), told.text("claim.key"));
          assertTrue(told.has("claim.token"), told.toString());
          assertNull(twin, told.text("n") + " is told twice with one token");
        }
      }
    }
    keys.forEach(
        (n, told) -> assertEquals(1, new HashSet<>(told.values()).size(), n + ": " + told));
  }
}
