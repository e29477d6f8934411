// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations with members that are processes and are killed; their log is the evidence. */
@Tag("slow")
class FlowsProcessesTest {
  private static final List<String> MEMBERS = List.of("joe", "mike", "robert");
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path home;
  private final Map<String, Process> running = new HashMap<>();
  private final Properties given = new Properties();

  @BeforeEach
  void startAll() throws Exception {
    given.setProperty("home", home.toString());
    given.setProperty("store", "file:" + home.resolve("store"));
    given.setProperty("group", "home");
    given.setProperty("ttl", "2000");
    given.setProperty("hesitation", "0");
    given.setProperty("together", "1");
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (Process process : running.values()) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** An answer: to whom, which step, by whom, with which token, and all steps up to then. */
  private record Answer(String person, int step, String node, long token, String said) {}

  @Test
  void everyConversationStaysWithOneMemberInOrderAndOnce() throws Exception {
    given.setProperty("ttl", "20000"); // nobody dies, however slow the machine
    given.setProperty("hesitation", "1000"); // who is a moment late takes its share all the same
    given.setProperty("together", "3");
    startMembers();
    List<String> people = IntStream.range(0, 20).mapToObj(i -> "person" + i).toList();
    for (int step = 1; step <= 5; step++) {
      for (String person : people) {
        say(person, step);
      }
      int sofar = step * people.size();
      await("step " + step + " is answered", () -> answers().size() >= sofar);
    }
    Set<String> owners = new HashSet<>();
    for (String person : people) {
      List<Answer> answers = answersTo(person);
      assertEquals(List.of(1, 2, 3, 4, 5), answers.stream().map(Answer::step).toList());
      assertEquals("1,2,3,4,5", answers.get(4).said());
      assertEquals(1, answers.stream().map(Answer::node).distinct().count(), "one member");
      assertEquals(1, answers.stream().map(Answer::token).distinct().count());
      owners.add(answers.get(0).node());
    }
    assertTrue(owners.size() > 1, "conversations are spread: " + owners);
  }

  @Test
  void aConversationMovesWithItsContextWhenItsMemberIsKilled() throws Exception {
    startMembers();
    converse("ann", 1, 2);
    String owner = answersTo("ann").get(0).node();
    kill(owner);
    converse("ann", 3, 5);
    List<Answer> answers = answersTo("ann");
    assertEquals(List.of(1, 2, 3, 4, 5), answers.stream().map(Answer::step).toList());
    assertEquals("1,2,3,4,5", answers.get(4).said());
    assertNotEquals(owner, answers.get(2).node());
    assertEquals(answers.get(2).node(), answers.get(4).node());
    assertTrue(answers.get(2).token() > answers.get(1).token());
  }

  @Test
  void aMemberThatIsKilledAndRestartedGoesOn() throws Exception {
    startMembers();
    converse("ann", 1, 2);
    String owner = answersTo("ann").get(0).node();
    kill(owner);
    start(owner, "never");
    converse("ann", 3, 4);
    List<Answer> answers = answersTo("ann");
    assertEquals(List.of(1, 2, 3, 4), answers.stream().map(Answer::step).toList());
    assertEquals("1,2,3,4", answers.get(3).said());
  }

  @Test
  void aStepWhoseMemberDiesInItIsAnsweredByTheNextOwner() throws Exception {
    for (String member : MEMBERS) {
      start(member, "ann 3");
    }
    awaitMembers();
    converse("ann", 1, 2);
    String owner = answersTo("ann").get(0).node();
    say("ann", 3);
    // Every member dies at this step; the last to be restarted does not.
    await("its member dies", () -> !running.get(owner).isAlive());
    for (String member : MEMBERS) {
      kill(member);
      start(member, "never");
    }
    await("step 3 is answered", () -> answersTo("ann").size() >= 3);
    converse("ann", 4, 5);
    List<Answer> answers = answersTo("ann");
    assertEquals(List.of(1, 2, 3, 4, 5), answers.stream().map(Answer::step).toList());
    assertEquals("1,2,3,4,5", answers.get(4).said());
  }

  /** Each step is answered, and that written down: who dies after it leaves nothing to repeat. */
  private void converse(String person, int from, int to) throws Exception {
    for (int step = from; step <= to; step++) {
      say(person, step);
      String message = person + " " + step;
      await("step " + step + " is done", () -> lines("done.log").contains(message));
    }
  }

  private void say(String person, int step) throws IOException {
    Files.writeString(home.resolve("inbox"), person + " " + step + "\n", UTF_8, CREATE, APPEND);
  }

  private List<Answer> answersTo(String person) {
    return answers().stream().filter(answer -> answer.person().equals(person)).toList();
  }

  private List<Answer> answers() {
    return lines("effects.log").stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 5)
        .map(
            words ->
                new Answer(
                    words[0],
                    Integer.parseInt(words[1]),
                    words[2],
                    Long.parseLong(words[3]),
                    words[4]))
        .toList();
  }

  /** Whole lines: the last one may be being written. */
  private List<String> lines(String file) {
    Path path = home.resolve(file);
    try {
      String text = Files.exists(path) ? Files.readString(path) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startMembers() throws Exception {
    for (String member : MEMBERS) {
      start(member, "never");
    }
    awaitMembers();
  }

  private void awaitMembers() throws InterruptedException {
    await("all are members", () -> lines("lives.log").size() >= MEMBERS.size());
  }

  private void kill(String member) throws InterruptedException {
    running.get(member).destroyForcibly();
    running.get(member).waitFor();
  }

  private void start(String member, String crash) throws IOException {
    given.setProperty("node", member);
    given.setProperty("crash", crash);
    Path file = home.resolve(member + ".properties");
    try (var out = Files.newBufferedWriter(file)) {
      given.store(out, "");
    }
    File out = home.resolve(member + ".out").toFile();
    running.put(
        member,
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FlowsProcess.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .start());
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain until " + what + "; " + lines("effects.log") + lines("joe.out"));
      }
      TimeUnit.MILLISECONDS.sleep(20); // between looks
    }
  }
}
