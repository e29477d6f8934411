// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
              members.command("joe", "fail", "mybot", "no disk").equals("0 mybot has failed here"));
    }
    assertEquals(3, members.ended("joe"), members.log("joe"));
    assertTrue(
        members
            .log("joe")
            .contains("as group.yaml says: role mybot failed at joe: no disk, too often"),
        members.log("joe"));
  }

  @Test
  void clocksThatAreWrongAreNoMatter() {
    Assumptions.assumeTrue(
        MemberProcesses.clockLibrary().isPresent(),
        "libfaketime is not installed: scripts/install-needs libfaketime");
    MemberProcesses members = group("clocks", "");
    members.clock("joe", "+1h");
    members.clock("mike", "+2h");
    members.clock("robert", "+0 x1.3"); // others wait for half as long again as it may act
    List<String> all = List.of("joe", "mike", "robert");
    all.forEach(member -> members.start(member, RULES, ""));
    members.awaitAll(all);
    all.forEach(member -> members.feed(member, messages(1, 200)));
    awaitTold(members, all, 200);
    String leader = members.holder("joe", "leader");
    members.kill(leader);
    List<String> left = all.stream().filter(member -> !member.equals(leader)).toList();
    left.forEach(member -> members.feed(member, messages(201, 300)));
    ReactorHome.await(
        "another leader",
        Duration.ofMillis(50),
        () -> left.contains(members.holder(left.get(0), "leader")));
    awaitTold(members, all, 300);
    members
        .counts(all, "told", "n")
        .forEach((n, times) -> assertEquals(1, times, n + " is told once"));
  }
}
