// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

class DiskSpaceTest {

  /** PATH and the language are given; a shell adds the others. */
  private static final Set<String> KNOWN = Set.of("PATH", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_");

  @TempDir Path tmp;

  @Test
  void thisHostHasARootFileSystem() throws Exception {
    List<Message> messages = CheckBench.of(new DiskSpace(), "only: '^/$'", tmp).run();
    assertEquals(1, messages.size());
    Message root = messages.get(0);
    File here = new File("/");
    assertEquals("/", root.text("filesystem"));
    assertEquals(here.getTotalSpace(), (long) root.number("total").orElse(0));
    double share = here.getTotalSpace() - here.getFreeSpace();
    assertEquals(
        100 * share / (share + here.getUsableSpace()), root.number("percent").orElse(-1), 2);
  }

  @Test
  void pseudoFileSystemsAreLeftOutAndEachPlaceComesOnce() throws Exception {
    List<String> points =
        CheckBench.of(new DiskSpace(), "always: true", tmp).run().stream()
            .map(m -> m.text("filesystem"))
            .toList();
    assertTrue(points.contains("/"), points.toString());
    assertEquals(points.size(), points.stream().distinct().count());
    assertFalse(points.stream().anyMatch(p -> p.matches("/(proc|sys).*")), points.toString());
  }

  @Test
  void aMessageComesWhenThePercentageOrTheStatusChanges() throws Exception {
    Path df = tmp.resolve("df");
    CheckBench bench =
        CheckBench.of(
            new DiskSpace(),
            "command: cat " + df + "\nwarning_percent: 80\ncritical_percent: 90\nskip: {/proc: 1}",
            tmp);
    Files.writeString(
        df,
        "Filesystem Size Used Avail Use% Mounted on\n/dev/a 9G 7G 2G 80% /\np 0 0 0 99% /proc\n");
    List<Message> first = bench.run();
    assertEquals(1, first.size());
    assertEquals("80", first.get(0).text("percent"));
    assertFalse(first.get(0).has("subject"));
    assertEquals(List.of(), bench.run());
    Files.writeString(df, "/dev/a 9G 7G 2G 81% /\n");
    assertEquals(List.of("WARNING: disk use on / is 81 %"), bench.subjects());
    assertEquals(List.of(), bench.subjects());
    Files.writeString(df, "/dev/a 9G 7G 2G 82% /\n");
    assertEquals(List.of(""), bench.subjects());
    Files.writeString(df, "/dev/a 9G 7G 2G 91% /\n/dev/b 9G 7G 2G 1% /my data\n");
    assertEquals(List.of("CRITICAL: disk use on / is 91 %", ""), bench.subjects());
    Files.writeString(df, "/dev/a 9G 7G 2G 10% /\n/dev/b 9G 7G 2G 1% /my data\n");
    assertEquals(List.of("OK: disk use on / is 10 %"), bench.subjects());
    Files.writeString(df, "df: command lost\n");
    assertTrue(bench.failure().endsWith("df: command lost"));
  }

  @Test
  void freeSpaceIsJudgedWhateverThePercentage() throws Exception {
    CheckBench bench =
        CheckBench.of(
            new DiskSpace(),
            "only: '^/$'\nwarning_percent: 100\ncritical_percent: 100\ncritical_free: 1000000T",
            tmp);
    List<Message> messages = bench.run();
    assertEquals("CRITICAL", messages.get(0).text("status"));
    assertTrue(
        messages.get(0).text("subject").matches("CRITICAL: disk use on / is \\d+ %, .* free"));
    assertEquals(
        List.of("critical_free: expected a size such as 500MB or 2G, found 'much'"),
        CheckBench.problems(new DiskSpace(), "critical_free: much", tmp));
  }

  @Test
  void aMountThatDoesNotAnswerHoldsUpNothing() throws Exception {
    // A program in place of stat that hangs for one mount, as stat does when a server is away.
    Path bin = Files.createDirectory(tmp.resolve("bin"));
    Path stat = bin.resolve("stat");
    Files.writeString(
        stat,
        """
        #!/bin/sh
        for last; do :; done
        case $last in /far) exec sleep 600;; *) echo 4096 1000 500 400 100 50;; esac
        """);
    assertTrue(stat.toFile().setExecutable(true));
    FileSystemUse use = new FileSystemUse(stat.toString());
    Map<String, FileSystemUse.Answer> answers =
        use.ask(List.of("/far", "/near"), Duration.ofSeconds(5));
    assertEquals(new FileSystemUse.Answer.Silent(), answers.get("/far"));
    assertTrue(answers.get("/near") instanceof FileSystemUse.Answer.Known, answers.toString());
    FileSystemUse.Use near = ((FileSystemUse.Answer.Known) answers.get("/near")).use();
    assertEquals(56, near.percent()); // 500 of 900 that users can have, rounded up
    assertEquals(50, near.inodesPercent());
    assertEquals(4096 * 400, near.free());
    use.close();
  }

  @Test
  void theProgramThatIsAskedSeesNothingOfTheDaemonsEnvironment() throws Exception {
    assertFalse(System.getenv().keySet().stream().allMatch(KNOWN::contains), "nothing to hide");
    Path seen = tmp.resolve("seen");
    Path stat = tmp.resolve("stat");
    Files.writeString(
        stat,
        """
        #!/bin/sh
        env > %s
        echo 4096 1000 500 400 100 50
        """
            .formatted(seen));
    assertTrue(stat.toFile().setExecutable(true));
    FileSystemUse use = new FileSystemUse(stat.toString());
    Map<String, FileSystemUse.Answer> unused = use.ask(List.of("/"), Duration.ofSeconds(20));
    use.close();
    for (String line : Files.readAllLines(seen)) {
      assertTrue(KNOWN.contains(line.replaceFirst("=.*", "")), line);
    }
  }

  @Test
  void mountsAreReadWithTheirEscapesAndLayers() throws Exception {
    Path list = tmp.resolve("mounts");
    Files.writeString(
        list,
        """
        proc /proc proc rw 0 0
        /dev/sda1 / ext4 rw 0 0
        /dev/sdb1 /my\\040data ext4 rw 0 0
        /dev/sdb1 /bind/much/longer ext4 rw 0 0
        /dev/loop0 /snap/x squashfs ro 0 0
        tmpfs /run/user/1000 tmpfs rw 0 0
        tmpfs /tmp tmpfs rw 0 0
        server:/export /far nfs4 rw 0 0
        server:/export2 /far nfs4 rw 0 0
        broken
        """);
    assertEquals(
        List.of("/", "/my data", "/tmp", "/far"),
        Mounts.storage(Mounts.read(list)).stream().map(Mounts.Mount::point).toList());
  }
}
