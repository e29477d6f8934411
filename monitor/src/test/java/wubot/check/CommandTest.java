// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static wubot.monitor.Patience.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

/** Command against real programs, Debian's Nagios plugins among them. */
class CommandTest {

  private static final Path PLUGINS = Path.of("/usr/lib/nagios/plugins");

  @TempDir Path home;

  private Message run(String yaml) throws Exception {
    try (CheckBench bench = CheckBench.of(new Command(), yaml, home)) {
      List<Message> messages = bench.run();
      assertEquals(1, messages.size());
      return messages.get(0);
    }
  }

  private String failure(String yaml) throws Exception {
    try (CheckBench bench = CheckBench.of(new Command(), yaml, home)) {
      return bench.failure();
    }
  }

  private Path script(String name, String text) throws Exception {
    Path file = home.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  void sendsWhatAProgramPrintedWithoutTheLastLineEnd() throws Exception {
    Message message = run("command: printf 'one\\ntwo\\n'");
    assertEquals("one\ntwo", message.text("command_output"));
    assertEquals("0", message.text("exit_status"));
    assertFalse(message.has("signal"));
    assertFalse(message.has("subject"));
  }

  @Test
  void aPasswordOnTheCommandLineStaysHome() throws Exception {
    Message message = run("command: printf '%s' --password=hush7 --token hush8 -H x");
    assertEquals("--password=****--token****-Hx", message.text("command_output"));
  }

  @Test
  void anExitCodeIsNoFailure() throws Exception {
    Message message = run("command: [sh, -c, 'echo oops >&2; exit 3']\nfield: out\n");
    assertEquals("3", message.text("exit_status"));
    assertEquals("oops", message.text("out"));
  }

  @Test
  void tellsTheSignalThatEndedAProgram() throws Exception {
    Message message = run("command: [sh, -c, 'kill -9 $$']");
    assertEquals("137", message.text("exit_status"));
    assertEquals("9", message.text("signal"));
  }

  @Test
  void argumentsReachTheProgramAsTheyStand() throws Exception {
    Message message = run("command: [printf, '%s.', 'a b', '*', '$HOME', '', '-n', \"c'd\"]");
    assertEquals("a b.*.$HOME..-n.c'd.", message.text("command_output"));
  }

  @Test
  void aShellIsThereWhenAskedFor() throws Exception {
    Message message = run("command: echo abc | tr a-c x-z && echo $((2+3))\nshell: true\n");
    assertEquals("xyz\n5", message.text("command_output"));
  }

  @Test
  void aProgramHasNothingToRead() throws Exception {
    assertEquals("", run("command: cat\n").text("command_output"));
  }

  @Test
  void runsInWubotsHomeOrWhereItIsTold() throws Exception {
    assertEquals(home.toRealPath().toString(), run("command: pwd").text("command_output"));
    assertEquals("/", run("command: pwd\nwork_directory: /\n").text("command_output"));
    assertEquals(
        "there is no directory /nowhere to run in",
        failure("command: pwd\nwork_directory: /nowhere\n"));
  }

  @Test
  void aMissingProgramIsAFailure() throws Exception {
    String missing = failure("command: no-such-program -x\n");
    assertTrue(missing.startsWith("there is no program 'no-such-program' on the PATH"), missing);
    assertEquals("there is no program /no/such/thing", failure("command: /no/such/thing\n"));
    Path plain = Files.writeString(home.resolve("plain"), "text");
    assertEquals(
        plain + " cannot be run: it is not executable for this user",
        failure("command: " + plain + "\n"));
    assertEquals(
        home + " cannot be run: it is not executable for this user",
        failure("command: " + home + "\n"));
  }

  @Test
  void aSecretReachesTheProgramAndNothingElse() throws Exception {
    Message message =
        run("command: [sh, -c, 'test \"$WUBOT_SECRET\" = hush && echo yes']\nsecret: hush\n");
    assertEquals("yes", message.text("command_output"));
  }

  @Test
  void keepsNoMoreThanItsShareOfTheOutput() throws Exception {
    Message message = run("command: [head, -c, '3000000', /dev/zero]\n");
    assertEquals(ProgramRun.MOST_OUTPUT, message.text("command_output").length());
    assertTrue(message.isTrue("truncated"));
    assertEquals("0", message.text("exit_status"), "the program could finish");
  }

  @Test
  void readsOutputThatIsNotUtf8() throws Exception {
    assertEquals("caf\u00e9", run("command: [printf, 'caf\\351']\n").text("command_output"));
    assertEquals("caf\u00e9", run("command: [printf, 'caf\\303\\251']\n").text("command_output"));
  }

  @Test
  void doesNotWaitForWhatAProgramLeavesBehind() throws Exception {
    Path script = script("daemon", "echo started\nsleep 300 &\necho $! > child\n");
    Message message = run("command: " + script + "\n");
    assertEquals("started", message.text("command_output"));
    long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
    assertTrue(ProcessHandle.of(child).orElseThrow().destroyForcibly(), "it was left alone");
  }

  @Test
  void whenInterruptedItKillsEverythingTheProgramStarted() throws Exception {
    Path script =
        script(
            "stubborn",
            """
            trap '' TERM INT HUP
            (trap '' TERM HUP; sleep 300 & echo $! > c1; sleep 301) &
            echo $$ > c0
            sleep 302
            """);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (CheckBench bench = CheckBench.of(new Command(), "command: " + script + "\n", home)) {
      Thread runner =
          new Thread(
              () -> {
                try {
                  bench.run();
                } catch (Exception e) {
                  thrown.set(e);
                }
              });
      runner.start();
      until("the children", () -> size("c0") > 0 && size("c1") > 0);
      runner.interrupt();
      runner.join(60_000);
    }
    assertTrue(thrown.get() instanceof InterruptedException, String.valueOf(thrown.get()));
    for (String file : List.of("c0", "c1")) {
      long pid = Long.parseLong(Files.readString(home.resolve(file)).strip());
      until("the end of " + file, () -> ended(pid));
    }
  }

  private long size(String file) throws Exception {
    Path path = home.resolve(file);
    return Files.exists(path) ? Files.size(path) : 0;
  }

  /** Gone, or dead and waiting for a parent that does not care. */
  private static boolean ended(long pid) throws Exception {
    Path status = Path.of("/proc/" + pid + "/status");
    return !Files.exists(status) || Files.readString(status).contains("State:\tZ");
  }

  @Test
  void refusesCommandsThatCannotBeMeant() {
    assertTrue(
        CheckBench.problems(new Command(), "command: a | b\n", home)
            .get(0)
            .startsWith("command: '|' means something to a shell only"));
    assertEquals(
        List.of("command: there is no program in it"),
        CheckBench.problems(new Command(), "command: ''\n", home));
    assertEquals(
        List.of("command: every item of the list is one word of the command"),
        CheckBench.problems(new Command(), "command: [a, [b]]\n", home));
    assertEquals(
        List.of("command: with shell, the command is one text"),
        CheckBench.problems(new Command(), "command: [a]\nshell: true\n", home));
    assertThrows(
        wubot.config.ConfigException.class, () -> CheckBench.of(new Command(), "field: x\n", home));
  }

  @Test
  void understandsANagiosPlugin() throws Exception {
    Path plugin =
        script(
            "check_thing",
            """
            echo 'THING WARNING - 7 things | things=7;5;10;0; time=0.5s'
            echo 'more about things'
            echo 'and more | a=1'
            echo "'b c'=2"
            exit 1
            """);
    Message message = run("command: " + plugin + "\nnagios: true\n");
    assertEquals("WARNING", message.text("status"));
    assertEquals("THING WARNING - 7 things", message.text("subject"));
    assertEquals(
        "THING WARNING - 7 things\nmore about things\nand more", message.text("command_output"));
    assertEquals("7", message.text("perf.things"));
    assertEquals("5", message.text("perf.things.warn"));
    assertEquals("10", message.text("perf.things.crit"));
    assertEquals("0", message.text("perf.things.min"));
    assertEquals("0.5", message.text("perf.time"));
    assertEquals("s", message.text("perf.time.unit"));
    assertEquals("1", message.text("perf.a"));
    assertEquals("2", message.text("perf.b c"));
  }

  @Test
  void speaksUpWhenTheStatusOfAPluginChanges() throws Exception {
    Path plugin = script("check_file", "cat answer\nexit $(cat code)\n");
    try (CheckBench bench =
        CheckBench.of(new Command(), "command: " + plugin + "\nnagios: true\n", home)) {
      assertEquals("", answer(bench, 0, "fine"));
      assertEquals("bad", answer(bench, 2, "bad"));
      assertEquals("", answer(bench, 2, "still bad"));
      assertEquals("worse", answer(bench, 3, "worse"));
      assertEquals("fine again", answer(bench, 0, "fine again"));
      assertEquals("", answer(bench, 0, "fine"));
    }
  }

  private String answer(CheckBench bench, int code, String text) throws Exception {
    Files.writeString(home.resolve("answer"), text);
    Files.writeString(home.resolve("code"), Integer.toString(code));
    bench.clock().advance(Duration.ofMinutes(1));
    return bench.run().get(0).text("subject");
  }

  @Test
  void aPluginThatPrintsNothingIsStillHeard() throws Exception {
    Message message = run("command: [sh, -c, 'exit 2']\nnagios: true\n");
    assertEquals("CRITICAL: sh printed nothing and returned 2", message.text("subject"));
    Message killed = run("command: [sh, -c, 'kill -15 $$']\nnagios: true\n");
    assertEquals("UNKNOWN: sh was ended by signal 15 and printed nothing", killed.text("subject"));
  }

  @Test
  void worksWithDebiansPlugins() throws Exception {
    assumeTrue(Files.isDirectory(PLUGINS), "monitoring-plugins-basic is not installed");
    Message disk = run("command: " + PLUGINS + "/check_disk -w 0% -c 0% -p /\nnagios: true\n");
    assertEquals("OK", disk.text("status"), disk.toString());
    assertTrue(disk.text("command_output").startsWith("DISK OK"), disk.toString());
    assertTrue(disk.number("perf./").isPresent(), disk.toString());
    assertFalse(disk.text("perf./.unit").isEmpty());
    Message load =
        run("command: " + PLUGINS + "/check_load -w 0,0,0 -c 9999,9999,9999\nnagios: true\n");
    assertTrue(load.number("perf.load1").isPresent(), load.toString());
    assertEquals("9999", load.text("perf.load1.crit"));
    Message dummy = run("command: " + PLUGINS + "/check_dummy 2 ouch\nnagios: true\n");
    assertEquals("CRITICAL", dummy.text("status"));
    assertEquals("CRITICAL: ouch", dummy.text("subject"));
    Message procs = run("command: " + PLUGINS + "/check_procs -w 0:0\nnagios: true\n");
    assertEquals("WARNING", procs.text("status"), procs.toString());
    assertTrue(procs.number("perf.procs").isPresent());
    Message wrong = run("command: " + PLUGINS + "/check_tcp\nnagios: true\n");
    assertEquals("UNKNOWN", wrong.text("status"));
  }

  @Test
  void manyRunAtOnce() throws Exception {
    List<CompletableFuture<Message>> runs =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return run("command: [sh, -c, 'sleep 0.1; echo " + i + "']\n");
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }))
            .toList();
    for (int i = 0; i < runs.size(); i++) {
      assertEquals(Integer.toString(i), runs.get(i).get().text("command_output"));
    }
  }
}
