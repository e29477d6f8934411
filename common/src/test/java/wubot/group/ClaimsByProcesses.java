// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members as processes that are killed and frozen; the log of their effects is the evidence. Here
 * is what is tried over every kind of store.
 */
@Tag("slow")
abstract class ClaimsByProcesses {
  static final long TTL_MILLIS = 2000;
  static final List<String> MEMBERS = List.of("joe", "mike", "robert");
  private static final long PATIENCE_SECONDS = Long.getLong("wubot.test.patience", 120);

  @TempDir Path home;
  private final Map<String, Process> running = new HashMap<>();
  final Properties given = new Properties();

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(home.resolve("sink"));
    given.setProperty("home", home.toString());
    given.setProperty("store", store());
    given.setProperty("group", "g" + System.nanoTime());
    given.setProperty("members", String.join(",", MEMBERS));
    given.setProperty("policy", Policy.AT_LEAST_ONCE.name());
    given.setProperty("ttl", Long.toString(TTL_MILLIS));
    given.setProperty("hesitation", "20");
    given.setProperty("shuffle", "1");
  }

  /** Which store, as {@link Stores} reads it. */
  abstract String store();

  final String kind() {
    return store().substring(0, store().indexOf(':'));
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : running.values()) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void killsAndFreezesLoseNothing() throws Exception {
    given.setProperty("ids", "500");
    given.setProperty("effectMillis", "20");
    Random random = new Random(42);
    startAll();
    int kills = 0;
    int freezes = 0;
    while (MEMBERS.stream().anyMatch(member -> running.get(member).isAlive())) {
      int done = times().size();
      await("progress or an end", () -> times().size() >= Math.min(500, done + 40) || !anyAlive());
      String member = MEMBERS.get(random.nextInt(3));
      if (!running.get(member).isAlive() || done >= 420) {
        break;
      }
      if (random.nextBoolean()) {
        kills++;
        running.get(member).destroyForcibly();
        end(member);
        start(member);
      } else {
        freezes++;
        signal(member, "STOP");
        int now = times().size();
        await("the others go on", () -> times().size() >= Math.min(500, now + 40) || onlyFrozen());
        signal(member, "CONT");
      }
    }
    endAll();
    Map<Long, Integer> times = times();
    assertEquals(500, times.size(), "nothing is lost");
    assertEquals(500, sink().size(), "fenced, each happened once");
    long repeated = times.values().stream().filter(count -> count > 1).count();
    System.out.printf(
        "%s: 500 ids, %d kills, %d freezes, 0 lost, %d repeated%n",
        kind(), kills, freezes, repeated);
    assertTrue(kills + freezes >= 3, "faults happened");
    // A member does one effect at a time, so a fault can repeat one at the most.
    assertTrue(repeated <= kills + freezes, repeated + " repeated");
  }

  private boolean onlyFrozen() {
    return times().size() >= 499;
  }

  private boolean anyAlive() {
    return running.values().stream().anyMatch(Process::isAlive);
  }

  record Effect(long id, String node, long token, int attempt) {}

  /** Whole lines: the last one may be being written. */
  List<String> lines(String file) {
    Path path = home.resolve(file);
    if (!Files.exists(path)) {
      return List.of();
    }
    try {
      String text = Files.readString(path);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    for (String line : lines("effects.log")) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("effect") && words.length == 5) {
        effects.add(
            new Effect(
                Long.parseLong(words[1]),
                words[2],
                Long.parseLong(words[3]),
                Integer.parseInt(words[4])));
      }
    }
    return effects;
  }

  Map<Long, Integer> times() {
    Map<Long, Integer> times = new TreeMap<>();
    effects().forEach(effect -> times.merge(effect.id(), 1, Integer::sum));
    return times;
  }

  final Set<Long> sink() throws IOException {
    Set<Long> ids = new TreeSet<>();
    try (Stream<Path> files = Files.list(home.resolve("sink"))) {
      files.forEach(file -> ids.add(Long.parseLong(file.getFileName().toString())));
    }
    return ids;
  }

  final Optional<String> line(String start) {
    return lines("effects.log").stream().filter(line -> line.startsWith(start)).findFirst();
  }

  List<String> ends() {
    return lines("lives.log").stream().filter(line -> line.contains(" ends ")).toList();
  }

  static long count(String line, String name) {
    String rest = line.substring(line.indexOf(name + "=") + name.length() + 1);
    return Long.parseLong(rest.substring(0, Math.max(0, rest.indexOf(','))));
  }

  void assertOnce(int ids, Set<Long> maybeTwice) {
    Map<Long, Integer> times = times();
    assertEquals(ids, times.size(), "every id happened");
    times.keySet().removeAll(maybeTwice);
    times.values().removeIf(count -> count == 1);
    assertEquals(Map.of(), times, "none more than once");
  }

  void startAll() throws IOException {
    for (String member : MEMBERS) {
      start(member);
    }
  }

  void endAll() throws Exception {
    for (String member : MEMBERS) {
      assertEquals(0, end(member));
    }
  }

  final void start(String member) throws IOException {
    given.setProperty("node", member);
    Path file = home.resolve(member + ".properties");
    try (var out = Files.newBufferedWriter(file)) {
      given.store(out, "");
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ClaimsProcess.class.getName(),
            file.toString());
    File out = home.resolve(member + ".out").toFile();
    running.put(
        member,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .start());
  }

  final int end(String member) throws Exception {
    Process process = running.get(member);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      fail(member + " does not end: " + lines(member + ".out"));
    }
    return process.exitValue();
  }

  final void signal(String member, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(running.get(member).pid()))
        .start()
        .waitFor();
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain until " + what + "; " + lines("joe.out"));
      }
      TimeUnit.MILLISECONDS.sleep(20); // between looks
    }
  }
}
