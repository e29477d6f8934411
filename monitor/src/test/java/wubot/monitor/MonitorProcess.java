// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code wubot} command in a process of its own, as a person would start it. */
final class MonitorProcess implements AutoCloseable {

  private final Process process;
  private final Path said;

  private MonitorProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /** Starts {@code wubot} with these arguments. */
  static MonitorProcess start(Path directory, String... arguments) throws IOException {
    return start(directory, Map.of(), arguments);
  }

  /** Starts {@code wubot} with more in its environment. */
  static MonitorProcess start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    return run(directory, environment, "wubot.cli.Wubot", arguments);
  }

  /** Starts another program of ours. */
  static MonitorProcess run(
      Path directory, Map<String, String> environment, String program, String... arguments)
      throws IOException {
    Path options = Path.of(System.getProperty("wubot.root", "..")).resolve("scripts/jvm.options");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    line.add("@" + options);
    line.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(program);
    line.addAll(Arrays.asList(arguments));
    Path said = Files.createTempFile(directory, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return new MonitorProcess(builder.start(), said);
  }

  /** Everything it printed so far. */
  String said() throws IOException {
    return Files.readString(said);
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it has printed this. */
  MonitorProcess untilItSays(String text) throws Exception {
    Patience.until(
        "'" + text + "'",
        () -> {
          boolean there = said().contains(text);
          assertTrue(there || process.isAlive(), "it ended after saying: " + said());
          return there;
        });
    return this;
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Tells it to stop and gives its exit code. */
  int terminate() throws Exception {
    process.destroy();
    return exitCode();
  }

  /** Waits for its end and gives its exit code. */
  int exitCode() throws Exception {
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  /** Ends it, and waits for that: its directory is about to be deleted. */
  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
