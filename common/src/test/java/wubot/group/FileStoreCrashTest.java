// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes in one directory, killed at any point. */
@Tag("slow")
class FileStoreCrashTest {

  private static final int ROUNDS = 12;

  @TempDir Path directory;

  private final Map<Integer, String> won = new HashMap<>();
  private final Map<String, Integer> own = new HashMap<>();
  private final Set<Long> tokens = new HashSet<>();

  @ParameterizedTest
  @ValueSource(ints = {0, 30_000}) // the latter fills a file in a second
  void nothingAcknowledgedIsLostOrTwice(int waste) throws IOException, InterruptedException {
    var random = new Random(20261121);
    List<Child> children = new ArrayList<>();
    try (Store store = new FileStore(directory, Duration.ofSeconds(20))) {
      for (int round = 0; round < ROUNDS; round++) {
        while (children.size() < 3) {
          children.add(new Child("c" + round + "-" + children.size(), highest() + 1, waste));
        }
        Child victim = children.remove(random.nextInt(children.size()));
        int lines = 3 + random.nextInt(40);
        for (int i = 0; i < lines; i++) {
          boolean unused = victim.read();
        }
        victim.kill();
        victim.drain();
        check(store);
      }
      for (Child child : children) {
        child.kill();
        child.drain();
      }
      check(store);
      long all = store.nextToken();
      assertTrue(tokens.stream().allMatch(token -> token < all));
    } finally {
      children.forEach(Child::kill);
    }
    assertTrue(won.size() > ROUNDS, "they got something done: " + won.size());
  }

  /** As SIGSTOP does, or a virtual machine that is paused, wherever in its work it was. */
  @Test
  void whoStandsStillHoldsNobodyUp() throws IOException, InterruptedException {
    var random = new Random(20261122);
    var children = List.of(new Child("one", 1, 30_000), new Child("two", 1, 30_000));
    try (Store store = new FileStore(directory, Duration.ofSeconds(20))) {
      for (int round = 0; round < 60; round++) {
        Child victim = children.get(round % 2);
        int lines = 1 + random.nextInt(60);
        for (int i = 0; i < lines; i++) {
          assertTrue(victim.read(), "it lives");
        }
        victim.signal("STOP");
        Child other = children.get(1 - round % 2);
        for (int i = 0; i < 20; i++) {
          assertTrue(tokens.add(store.nextToken()), "while it stood still, round " + round);
          assertTrue(other.read());
        }
        victim.signal("CONT");
      }
      for (Child child : children) {
        child.kill();
        child.drain();
      }
      check(store);
      assertTrue(
          store.nextToken() > 4 * Files.size(lastFile()),
          "files were followed by others meanwhile");
    } finally {
      children.forEach(Child::kill);
    }
  }

  /** As with a full disk: only a part of the last record gets into the file. */
  @Test
  void halfARecordIsSteppedOver() throws IOException, InterruptedException {
    var child = new Child("full", 1, 700, "bash", "-c", "ulimit -f 64; exec \"$@\"", "limited");
    try (Store store = new FileStore(directory, Duration.ofSeconds(20))) {
      child.drain(); // until it cannot write
      assertEquals(64 * 1024, Files.size(lastFile()), "up to the limit");
      check(store);
      Outcome later = store.create("later", "after half a record", Duration.ZERO);
      assertTrue(later.isApplied(), later.toString());
      check(store);
    } finally {
      child.kill();
    }
    try (Store store = new FileStore(directory, Duration.ofSeconds(20))) {
      check(store);
      assertEquals("after half a record", store.get("later").map(Entry::value).orElse(""));
    }
    assertTrue(won.size() > 3, "it got something done: " + won.size());
  }

  /** The one that counts; whoever is killed while he follows another leaves that as well. */
  private Path lastFile() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> JournalFiles.isName(file.getFileName().toString()))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private int highest() {
    return won.keySet().stream().mapToInt(i -> i).max().orElse(0);
  }

  private void check(Store store) {
    won.forEach(
        (key, name) ->
            assertEquals(name, store.get("race/" + key).map(Entry::value).orElse("nobody")));
    own.forEach(
        (name, last) -> {
          Optional<Entry> entry = store.get("own/" + name);
          assertTrue(
              Integer.parseInt(entry.orElseThrow().value()) >= last, name + " wrote " + last);
        });
  }

  private final class Child {

    private final String name;
    private final Process process;
    private final BufferedReader output;

    Child(String name, int from, int waste, String... by) throws IOException {
      this.name = name;
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      List<String> command = new ArrayList<>(List.of(by));
      command.addAll(
          List.of(
              java.toString(),
              "-XX:TieredStopAtLevel=1",
              "-Xmx64m",
              "-cp",
              System.getProperty("java.class.path"),
              StoreChild.class.getName(),
              directory.toString(),
              name,
              Integer.toString(from),
              Integer.toString(waste)));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    boolean read() throws IOException {
      String line = output.readLine();
      if (line == null) {
        return false;
      }
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "won" -> {
          String other = won.put(Integer.parseInt(words[1]), name);
          assertEquals(null, other, "created twice: " + words[1]);
        }
        case "own" -> own.put(name, Integer.parseInt(words[1]));
        case "token" -> {
          long token = Long.parseLong(words[1]);
          assertTrue(tokens.add(token), token + " twice");
        }
        default -> System.out.println(name + " logs " + line);
      }
      return true;
    }

    void drain() throws IOException, InterruptedException {
      while (read()) {
        // what it had printed before it died
      }
      int unused = process.waitFor();
    }

    void signal(String signal) throws IOException, InterruptedException {
      String pid = Long.toString(process.pid());
      assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
    }

    /** As by kill -9; what it had printed can still be read. */
    void kill() {
      process.toHandle().destroyForcibly();
    }
  }
}
