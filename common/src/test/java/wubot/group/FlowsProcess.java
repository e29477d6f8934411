// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * One member in a process of its own that takes part in conversations: it reads the messages that
 * all members get from a file, answers those that are its own to answer, and writes what it
 * answered to a log that all members share. Started by {@link FlowsProcessesTest}.
 *
 * <p>A first message is claimed before a conversation is begun, so that one that was answered long
 * ago begins none. Of a later message it is asked whether it is done, then whose the conversation
 * is, and then it is claimed.
 */
final class FlowsProcess {
  private final Path home;
  private final String node;
  private final String crashAt;
  private final Set<String> over = new HashSet<>();
  private final Map<String, Long> firstSeen = new HashMap<>(); // of the messages, by this clock
  private Claims claims;
  private Flows flows;

  private FlowsProcess(Properties given) {
    this.home = Path.of(given.getProperty("home"));
    this.node = given.getProperty("node");
    this.crashAt = given.getProperty("crash", "never");
  }

  public static void main(String[] args) throws IOException {
    Properties given = new Properties();
    try (var in = Files.newBufferedReader(Path.of(args[0]))) {
      given.load(in);
    }
    new FlowsProcess(given).run(given);
  }

  private void run(Properties given) throws IOException {
    Duration ttl = Duration.ofMillis(Long.parseLong(given.getProperty("ttl")));
    Duration hesitation = Duration.ofMillis(Long.parseLong(given.getProperty("hesitation")));
    String incarnation = UUID.randomUUID().toString();
    String group = given.getProperty("group");
    try (Store store = Stores.open(given.getProperty("store"), Duration.ofSeconds(1));
        ClaimThreads threads = new ClaimThreads();
        Member member =
            new Member(
                MemberSettings.of(group, node, ttl, "test"),
                store,
                GroupClock.system(),
                incarnation)) {
      member.start();
      ClaimPlace place = new ClaimPlace(store, group, node, incarnation, GroupClock.system());
      claims =
          new Claims(
              place,
              () -> live(member),
              ClaimSettings.usual().withTimeToLive(ttl).withHesitation(hesitation),
              () -> false);
      flows = new Flows(place, () -> live(member), Duration.ofSeconds(60), true);
      claims.runOn(threads);
      flows.runOn(threads);
      int together = Integer.parseInt(given.getProperty("together"));
      while (!live(member).contains(node) || live(member).size() < together) {
        LockSupport.parkNanos(20_000_000L); // until it is a member and knows the others
      }
      append("lives.log", node + " begins");
      Path inbox = home.resolve("inbox");
      while (!Files.exists(home.resolve("end"))) {
        List<String> messages = Files.exists(inbox) ? Files.readAllLines(inbox) : List.of();
        for (String message : messages) {
          if (!over.contains(message) && handle(message)) {
            over.add(message);
          }
        }
        LockSupport.parkNanos(20_000_000L); // before the next look at the inbox
      }
    }
  }

  private static List<String> live(Member member) {
    return member.members().stream().filter(MemberStatus::alive).map(MemberStatus::node).toList();
  }

  /** A message is {@code person step}; whether it is done. */
  private boolean handle(String message) throws IOException {
    String person = message.substring(0, message.indexOf(' '));
    boolean first = message.endsWith(" 1");
    ClaimId id = ClaimId.named("poll", message);
    if (!first) {
      if (claims.look(id) instanceof Ruling.Done) {
        return true;
      }
      if (!(flows.enter("poll", person, false) instanceof FlowRuling.Mine)) {
        return false;
      }
    }
    long now = System.nanoTime();
    long seen = firstSeen.computeIfAbsent(message, any -> now);
    // Who has the conversation need not wait for others.
    Duration age = first ? Duration.ofNanos(now - seen) : Duration.ofMinutes(1);
    Ruling ruling = claims.ask(id, Policy.AT_LEAST_ONCE, age);
    if (!(ruling instanceof Ruling.Mine mine)) {
      return ruling instanceof Ruling.Done;
    }
    if (!(flows.enter("poll", person, first) instanceof FlowRuling.Mine own)) {
      mine.claim().release();
      return false;
    }
    return answer(message, mine.claim(), own.flow());
  }

  private boolean answer(String message, Claim claim, Flow flow) throws IOException {
    if (message.equals(crashAt)) {
      Runtime.getRuntime().halt(9);
    }
    List<String> said = new ArrayList<>();
    if (!flow.context().getOrDefault("said", "").isEmpty()) {
      said.add(flow.context().get("said"));
    }
    String step = message.substring(message.indexOf(' ') + 1);
    if (!flow.event().equals(message)) {
      said.add(step);
    }
    append("effects.log", message + " " + node + " " + flow.token() + " " + String.join(",", said));
    Map<String, String> context = new HashMap<>();
    context.put("said", String.join(",", said));
    Flow.Step accepted = flow.advance(message, context);
    if (accepted != Flow.Step.ACCEPTED && accepted != Flow.Step.REPEATED) {
      claim.release();
      return false;
    }
    if (claim.complete() != Claim.Ending.RECORDED) {
      return false;
    }
    append("done.log", message);
    return true;
  }

  private void append(String file, String line) throws IOException {
    Files.writeString(home.resolve(file), line + "\n", UTF_8, CREATE, APPEND);
  }
}
