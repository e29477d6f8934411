// SPDX-License-Identifier: Apache-2.0
package wubot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in an installed distribution, with a Java that only prints its arguments. */
class LauncherTest {
  private static final Path SCRIPT = Path.of(System.getProperty("wubot.root"), "scripts", "wubot");

  @TempDir private Path directory;
  private Path lib;

  private record Run(int exitCode, long pid, String output) {}

  @BeforeEach
  void install() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("with blank/wubot/bin"));
    lib = bin.resolveSibling("lib");
    for (String part : List.of("common", "monitor", "reactor")) {
      Files.createDirectories(lib.resolve(part));
    }
    Files.copy(SCRIPT, bin.resolve("wubot"));
    for (String name : List.of("wubot-monitor", "wubot-reactor")) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("wubot"));
    }
    for (String name : List.of("wubot", "wubot-monitor", "wubot-reactor")) {
      Files.createSymbolicLink(directory.resolve(name), bin.resolve(name));
    }
    java("17.0.1");
  }

  @Test
  void aMonitorSeesNothingOfTheReactor() throws Exception {
    String output = run("wubot", "monitor").output();
    assertTrue(output.contains(lib + "/common/*:" + lib + "/monitor/*\n"), output);
    assertFalse(output.contains("/reactor/"), output);
    assertTrue(output.contains("-Xmx64m"), output);
  }

  @Test
  void aReactorSeesNothingOfTheMonitor() throws Exception {
    String output = run("wubot", "--verbose", "reactor").output();
    assertTrue(output.contains(lib + "/common/*:" + lib + "/reactor/*\n"), output);
    assertFalse(output.contains("/monitor/"), output);
  }

  @Test
  void otherCommandsSeeEverything() throws Exception {
    String output = run("wubot", "queue", "ls", "monitor").output();
    assertTrue(output.contains("/common/*:" + lib + "/monitor/*:" + lib + "/reactor/*\n"), output);
  }

  @Test
  void shortNamesAreSubcommandsAndArgumentsArriveUnchanged() throws Exception {
    String output = run("wubot-monitor", "a b", "", "*").output();
    assertTrue(output.endsWith("[wubot.cli.Wubot]\n[monitor]\n[a b]\n[]\n[*]\n"), output);
    assertTrue(run("wubot-reactor").output().endsWith("[wubot.cli.Wubot]\n[reactor]\n"));
  }

  @Test
  void theLauncherBecomesJava() throws Exception {
    Run run = run("wubot", "monitor");
    assertTrue(run.output().startsWith("pid " + run.pid() + "\n"), run.output());
  }

  @Test
  void newerJavaIsToldNotToWarn() throws Exception {
    assertFalse(run("wubot", "reactor").output().contains("--sun-misc"));
    java("25");
    assertTrue(run("wubot", "reactor").output().contains("--sun-misc-unsafe-memory-access=allow"));
  }

  @Test
  void anOldOrMissingJavaIsOneClearError() throws Exception {
    java("11.0.2");
    Run old = run("wubot", "monitor");
    assertEquals(1, old.exitCode());
    assertTrue(old.output().contains("is Java 11.0.2; wubot needs 17 or newer"), old.output());
    Files.delete(directory.resolve("jdk/bin/java"));
    Run missing = run("wubot", "monitor");
    assertNotEquals(0, missing.exitCode());
    assertTrue(missing.output().contains("openjdk-17-jre-headless"), missing.output());
  }

  @Test
  void umlautsInNamesOfFilesNeedNoLocale() throws Exception {
    java("17.0.1", "locale charmap 2>/dev/null");
    for (String locale : List.of("C", "POSIX", "", "xx_XX.UTF-8", "C.UTF-8")) {
      for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
        Run run =
            shell("unset LC_ALL LC_CTYPE LANG; export " + variable + "='" + locale + "'; \"$0\"");
        assertEquals("UTF-8\n", run.output(), variable + "=" + locale);
      }
    }
  }

  @Test
  void closedStreamsAreNotGivenToFiles() throws Exception {
    java(
        "17.0.1",
        "saw=$(for n in 0 1 2; do readlink /proc/$$/fd/$n; done); echo \"$saw\" >\"$WUBOT_JAVA.saw\"");
    Path saw = directory.resolve("jdk/bin/java.saw");
    for (int closed = 0; closed < 8; closed++) {
      StringBuilder line = new StringBuilder("\"$0\"");
      for (int n = 0; n < 3; n++) {
        line.append((closed & 1 << n) == 0 ? "" : " " + n + ">&-");
      }
      Run run = shell(line.toString());
      assertEquals("", run.output(), line.toString());
      List<String> streams = Files.readAllLines(saw);
      assertEquals(3, streams.size(), line + " " + streams);
      for (int n = 0; n < 3; n++) {
        assertEquals(
            (closed & 1 << n) != 0, streams.get(n).equals("/dev/null"), line + " " + streams);
      }
    }
  }

  private Run shell(String line) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", line, directory.resolve("wubot").toString())
            .redirectErrorStream(true);
    builder.environment().put("WUBOT_JAVA", directory.resolve("jdk/bin/java").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), process.pid(), output);
  }

  private void java(String version, String script) throws IOException {
    java(version);
    Files.writeString(directory.resolve("jdk/bin/java"), "#!/bin/sh\n" + script + "\n");
  }

  private void java(String version) throws IOException {
    Path jdk = Files.createDirectories(directory.resolve("jdk/bin")).getParent();
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = jdk.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        echo pid $$
        after=
        for word; do
          case $word in wubot.cli.Wubot) after=yes ;; esac
          if [ $after ]; then echo "[$word]"; else echo "$word"; fi
        done
        """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(directory.resolve(name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("WUBOT_JAVA", directory.resolve("jdk/bin/java").toString());
    builder.environment().remove("WUBOT_JAVA_OPTS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), process.pid(), output);
  }
}
