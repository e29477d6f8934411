// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes in one directory, killed at any point. */
@Tag("slow")
class FileStoreCrashTest {

  private static final int ROUNDS = 12;

  @TempDir Path directory;

  private final Map<Integer, String> won = new HashMap<>();
  private final Map<String, Integer> own = new HashMap<>();
  private final Set<Long> tokens = new HashSet<>();

  @Test
  void nothingAcknowledgedIsLostOrTwice() throws IOException, InterruptedException {
    var random = new Random(20261121);
    List<Child> children = new ArrayList<>();
    try (Store store = new FileStore(directory, Duration.ofSeconds(20))) {
      for (int round = 0; round < ROUNDS; round++) {
        while (children.size() < 3) {
          children.add(new Child("c" + round + "-" + children.size(), highest() + 1));
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

    Child(String name, int from) throws IOException {
      this.name = name;
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      process =
          new ProcessBuilder(
                  java.toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StoreChild.class.getName(),
                  directory.toString(),
                  name,
                  Integer.toString(from))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
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
        default -> {
          long token = Long.parseLong(words[1]);
          assertTrue(tokens.add(token), token + " twice");
        }
      }
      return true;
    }

    void drain() throws IOException, InterruptedException {
      while (read()) {
        // what it had printed before it died
      }
      int unused = process.waitFor();
    }

    /** As by kill -9; what it had printed can still be read. */
    void kill() {
      process.toHandle().destroyForcibly();
    }
  }
}
