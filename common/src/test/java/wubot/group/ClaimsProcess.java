// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import wubot.message.Identity;

/**
 * One member in a process of its own: an outbox of numbered rows, a courier that asks for each and
 * does its own, and a log of effects that all members share. Started by {@link ClaimsByProcesses}
 * with the name of a file of properties.
 */
final class ClaimsProcess {
  private static final int WINDOW = 64;

  private final Properties given;
  private final Path home;
  private final String node;
  private final Policy policy;
  private final Path log;
  private final Path gone;
  private final Map<Long, Long> rows = new LinkedHashMap<>(); // sequence, and when to look again
  private final String crash;
  private final int crashAt;
  private int effects;
  private long recorded;

  private ClaimsProcess(Properties given) {
    this.given = given;
    this.home = Path.of(given.getProperty("home"));
    this.node = given.getProperty("node");
    this.policy = Policy.valueOf(given.getProperty("policy"));
    this.log = home.resolve("effects.log");
    this.gone = home.resolve(node + ".gone");
    String[] point = given.getProperty("crash", "never:0").split(":", -1);
    this.crash = point[0];
    this.crashAt = Integer.parseInt(point[1]);
  }

  public static void main(String[] args) throws IOException {
    Properties given = new Properties();
    try (var in = Files.newBufferedReader(Path.of(args[0]))) {
      given.load(in);
    }
    new ClaimsProcess(given).run();
  }

  private void run() throws IOException {
    readOutbox();
    Duration ttl = Duration.ofMillis(number("ttl"));
    ClaimSettings settings =
        ClaimSettings.usual()
            .withTimeToLive(ttl)
            .withHesitation(Duration.ofMillis(number("hesitation")));
    List<String> members = List.of(given.getProperty("members").split(",", -1));
    try (Store store = Stores.open(given.getProperty("store"), Duration.ofSeconds(1));
        ClaimThreads threads = new ClaimThreads()) {
      ClaimPlace place =
          new ClaimPlace(
              store,
              given.getProperty("group"),
              node,
              UUID.randomUUID().toString().substring(0, 8),
              GroupClock.system());
      Claims claims = new Claims(place, () -> members, settings, () -> false);
      claims.runOn(threads);
      passed(claims);
      append(home.resolve("lives.log"), node + " begins");
      awaitOthers(members.size());
      long began = System.nanoTime();
      while (!rows.isEmpty()) {
        window(claims, began);
      }
      passed(claims);
      append(home.resolve("lives.log"), node + " ends " + claims.counts());
      claims.close();
    }
  }

  /** Nobody begins before everybody can. */
  private void awaitOthers(int members) throws IOException {
    while (Files.readAllLines(home.resolve("lives.log")).stream()
            .filter(line -> line.endsWith("begins"))
            .count()
        < members) {
      LockSupport.parkNanos(20_000_000L);
    }
  }

  /** What an earlier life dropped is not in the outbox any more. */
  private void readOutbox() throws IOException {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= number("ids"); id++) {
      ids.add(id);
    }
    if (number("shuffle") > 0) {
      Random random = new Random(number("shuffle") + node.hashCode());
      for (int i = 0; i < ids.size(); i += 32) {
        Collections.shuffle(ids.subList(i, Math.min(i + 32, ids.size())), random);
      }
    }
    ids.forEach(id -> rows.put(id, 0L));
    if (Files.exists(gone)) {
      for (String line : Files.readAllLines(gone)) {
        rows.remove(Long.parseLong(line.strip()));
      }
    }
  }

  private void window(Claims claims, long began) throws IOException {
    long now = System.nanoTime() - began;
    long soonest = Long.MAX_VALUE;
    List<Claims.Question> questions = new ArrayList<>();
    int seen = 0;
    for (Map.Entry<Long, Long> row : rows.entrySet()) {
      if (seen++ == WINDOW) {
        break;
      }
      soonest = Math.min(soonest, row.getValue());
      if (row.getValue() <= now) {
        ClaimId id = ClaimId.of(new Identity("origin", 7, row.getKey()), "rule", 0);
        questions.add(new Claims.Question(id, policy, Duration.ofNanos(now)));
      }
    }
    if (questions.isEmpty()) {
      LockSupport.parkNanos(Math.max(1_000_000L, soonest - now)); // nothing is due before
      return;
    }
    List<Ruling> rulings = claims.askAll(questions, policy == Policy.AT_MOST_ONCE ? 1 : 8);
    for (int i = 0; i < rulings.size(); i++) {
      long id = questions.get(i).id().message().orElseThrow().sequence();
      Ruling ruling = rulings.get(i);
      if (ruling instanceof Ruling.Mine mine) {
        deliver(claims, id, mine.claim());
      } else if (ruling instanceof Ruling.Elsewhere elsewhere) {
        rows.put(id, System.nanoTime() - began + elsewhere.lookAgain().toNanos());
      } else if (ruling instanceof Ruling.Away) {
        rows.put(id, System.nanoTime() - began + 50_000_000L);
      } else {
        drop(claims, id);
      }
    }
  }

  private void deliver(Claims claims, long id, Claim claim) throws IOException {
    effects++;
    point("after_claim");
    if (!claim.mayAct() && !claim.confirm()) {
      claim.release();
      return;
    }
    append(log, "begin " + id + " " + node + " " + claim.token());
    long slow = number("slow") == id ? number("slowMillis") : number("effectMillis");
    long until = System.nanoTime() + slow * 1_000_000L;
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime()); // the effect takes its time
    }
    append(log, "effect " + id + " " + node + " " + claim.token() + " " + claim.attemptNumber());
    try {
      Files.writeString(home.resolve("sink").resolve("" + id), node, UTF_8, CREATE_NEW, WRITE);
    } catch (FileAlreadyExistsException e) {
      append(log, "rejected " + id + " " + node + " " + claim.token());
    }
    point("after_effect");
    Claim.Ending ending = claim.complete();
    if (ending == Claim.Ending.TAKEN_OVER) {
      append(log, "suspected " + id + " " + node + " " + claim.token());
    }
    if (ending == Claim.Ending.RECORDED) {
      point("after_done");
      drop(claims, id);
    }
  }

  private void drop(Claims claims, long id) throws IOException {
    append(gone, Long.toString(id));
    rows.remove(id);
    if (++recorded % 16 == 0) {
      passed(claims);
    }
  }

  private void passed(Claims claims) {
    long lowest = rows.keySet().stream().mapToLong(Long::longValue).min().orElse(number("ids") + 1);
    claims.watermarks().passed("origin", 7, lowest - 1);
  }

  private void point(String name) {
    if (crash.equals(name) && crashAt == effects) {
      Runtime.getRuntime().halt(9);
    }
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n", UTF_8, CREATE, APPEND);
  }

  private long number(String name) {
    return Long.parseLong(given.getProperty(name, "0"));
  }
}
