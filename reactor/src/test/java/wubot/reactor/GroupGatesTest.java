// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;

/** What gates let pass while whoever counts moves from one process to another. */
@Tag("slow")
class GroupGatesTest {

  private static final int LIMIT = 10;
  private static final int A_SECOND = 100;
  private static final int SECONDS = 8;
  private static final int MESSAGES = SECONDS * A_SECOND;
  private static final long FIRST = 1_700_000_000; // of the seconds
  private static final List<String> ALL = List.of("joe", "mike");

  private static final String RULES =
      """
      rules:
        - name: no more than ten a second
          condition: n exists
          plugin: Throttle
          config: {times: 10, every: 1s, key: all}
          rules:
            - name: tell
              plugin: MessageQueue
              config: {directory: told}
      """;

  @TempDir Path directory;

  private static Message message(int n, long second) {
    return Message.of("key", "Test-one")
        .with("n", n)
        .with("lastupdate", second)
        .withIdentity(new Identity("origin", 7, n));
  }

  /** How many of each second were told, over all members. */
  private static Map<String, Integer> told(MemberProcesses members) {
    return members.counts(ALL, "told", "lastupdate");
  }

  private static Map<String, Integer> allowed(long from) {
    Map<String, Integer> allowed = new TreeMap<>();
    IntStream.range(0, SECONDS).forEach(i -> allowed.put(Long.toString(from + i), LIMIT));
    return allowed;
  }

  private static void awaitEnd(MemberProcesses members, String end) {
    ReactorHome.await(
        "the last one to be told",
        Duration.ofMillis(100),
        () -> told(members).getOrDefault(end, 0) == 1);
  }

  private static void startWithJoeCounting(MemberProcesses members) {
    ALL.forEach(member -> members.start(member, RULES, ""));
    members.awaitAll(ALL);
    ReactorHome.await(
        "joe to count",
        Duration.ofMillis(50),
        () -> members.holder("mike", "shard-0").equals("joe"));
  }

  /** What happens to a member in the middle of the messages of a second. */
  private interface Stroke {
    void in(int second) throws Exception;
  }

  /**
   * Relays the messages of all seconds to all members.
   *
   * @return the seconds in whose middle nothing came for almost as long as a host that has been
   *     behind is waited for: what comes then counts as made then, and is let pass anew
   */
  private static Set<String> relayAll(MemberProcesses members, Stroke stroke) throws Exception {
    Set<String> torn = new HashSet<>();
    long before = System.nanoTime();
    int n = 0;
    for (int second = 0; second < SECONDS; second++) {
      for (int part = 0; part < 4; part++) {
        List<Message> some = new ArrayList<>();
        for (int i = 0; i < A_SECOND / 4; i++) {
          some.add(message(++n, FIRST + second));
        }
        ALL.forEach(member -> members.relay(member, some));
        long now = System.nanoTime();
        if (now - before > TimeUnit.SECONDS.toNanos(4)) {
          torn.add(Long.toString(FIRST + second));
        }
        before = now;
        TimeUnit.MILLISECONDS.sleep(20); // the stroke finds some walked, and some on their way
        if (part == 1) {
          stroke.in(second);
        }
      }
    }
    assertTrue(torn.size() < SECONDS / 2, "the machine stands still too often: " + torn);
    return torn;
  }

  @Test
  void aLimitHoldsOverBothSidesOfAMove() throws Exception {
    try (MemberProcesses members =
        new MemberProcesses(directory, "shards: 1\nshard_nodes: [joe, mike]\n")) {
      startWithJoeCounting(members);
      Set<String> torn =
          relayAll(
              members,
              second -> {
                if (second % 2 == 1) {
                  String to = second % 4 == 1 ? "mike" : "joe";
                  assertEquals("0 moved to " + to, members.command("joe", "move", "shard-0", to));
                }
              });
      long after = FIRST + SECONDS;
      List<Message> last = List.of(message(MESSAGES + 1, after));
      ALL.forEach(member -> members.relay(member, last));
      awaitEnd(members, Long.toString(after));
      Map<String, Integer> told = told(members);
      told.remove(Long.toString(after));
      told.keySet().removeAll(torn);
      Map<String, Integer> allowed = allowed(FIRST);
      allowed.keySet().removeAll(torn);
      assertEquals(
          allowed,
          told,
          () ->
              "as many as one reactor would let pass, no more, no less; twice: "
                  + members.counts(ALL, "told", "n").entrySet().stream()
                      .filter(entry -> entry.getValue() > 1)
                      .toList());
      if (!torn.contains(Long.toString(after - 1))) {
        assertEquals(
            List.of(A_SECOND - LIMIT),
            members.content(holder(members), "told").stream()
                .filter(message -> message.text("lastupdate").equals(Long.toString(after)))
                .map(message -> (int) message.number("throttled").orElse(0))
                .toList(),
            "what was held back on both sides is counted");
      }
      String saved = "\"links\":{\"origin#1\":" + (MESSAGES + 1) + "}";
      for (String member : ALL) {
        ReactorHome.await(
            saved,
            Duration.ofMillis(50),
            () -> members.command(member, "show", "shard-0").contains(saved));
      }
      assertEquals(
          "3 wubot group show: nobody has left anything of the role leader",
          members.command("joe", "show", "leader"));
    }
  }

  /** What a killed member had just told may be told again, but nothing else in its place. */
  @Test
  void aLimitHoldsWhenTheOneWhoCountsIsKilled() throws Exception {
    try (MemberProcesses members =
        new MemberProcesses(directory, "shards: 1\nshard_nodes: [joe, mike]\n")) {
      startWithJoeCounting(members);
      Set<String> torn =
          relayAll(
              members,
              second -> {
                if (second % 4 == 1) {
                  members.kill(second == 1 ? "joe" : "mike");
                } else if (second % 4 == 3) {
                  members.start(second == 3 ? "joe" : "mike");
                }
              });
      List<Message> last = List.of(message(MESSAGES + 1, FIRST + SECONDS));
      ALL.forEach(member -> members.relay(member, last));
      String end = Long.toString(FIRST + SECONDS);
      ReactorHome.await(
          "the last one to be told",
          Duration.ofMillis(100),
          () -> told(members).getOrDefault(end, 0) >= 1);
      Map<String, Integer> each = new TreeMap<>();
      Set<String> seen = new HashSet<>();
      for (String member : ALL) {
        for (Message message : members.content(member, "told")) {
          if (seen.add(message.text("n")) && !message.text("lastupdate").equals(end)) {
            each.merge(message.text("lastupdate"), 1, Integer::sum);
          }
        }
      }
      each.keySet().removeAll(torn);
      Map<String, Integer> allowed = allowed(FIRST);
      allowed.keySet().removeAll(torn);
      assertEquals(allowed, each);
    }
  }

  private static String holder(MemberProcesses members) {
    return members.holder("joe", "shard-0");
  }

  @Test
  void whereAllMembersWalkAllOfAnOriginTheyLetTheSamePass() throws Exception {
    try (MemberProcesses members =
        new MemberProcesses(directory, "roles: {bot: {nodes: [joe, mike]}}\n")) {
      ALL.forEach(member -> members.start(member, RULES, ""));
      members.awaitAll(ALL);
      ReactorHome.await(
          "joe to be the bot",
          Duration.ofMillis(50),
          () -> members.holder("mike", "bot").equals("joe"));
      long from = 1_700_000_000;
      int n = 0;
      for (int second = 0; second < SECONDS; second++) {
        List<Message> some = new ArrayList<>();
        for (int i = 0; i < A_SECOND; i++) {
          some.add(message(++n, from + second));
        }
        String first = ALL.get(second % 2); // they do not see it at one time
        members.relay(first, some);
        if (second % 2 == 1) {
          String to = second % 4 == 1 ? "mike" : "joe";
          assertEquals("0 moved to " + to, members.command("joe", "move", "bot", to));
        }
        members.relay(ALL.get(1 - second % 2), some);
      }
      long after = from + SECONDS;
      ALL.forEach(member -> members.relay(member, List.of(message(A_SECOND * SECONDS + 1, after))));
      awaitEnd(members, Long.toString(after));
      ReactorHome.await(
          "all to be told",
          Duration.ofMillis(100),
          () -> told(members).values().stream().mapToInt(i -> i).sum() > LIMIT * SECONDS);
      Map<String, Integer> told = told(members);
      told.remove(Long.toString(after));
      assertEquals(allowed(from), told);
    }
  }
}
