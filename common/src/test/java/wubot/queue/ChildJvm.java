// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Another process that uses queues, see {@link QueueChild}; killed when closed. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ChildJvm start(Object... arguments) throws IOException {
    Path root = Path.of(System.getProperty("wubot.root", ".."));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + root.resolve("scripts/jvm.options"));
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(QueueChild.class.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /** The next line beginning with this word, without it; empty at the end of the output. */
  Optional<String> line(String word) throws IOException {
    while (true) {
      String line = output.readLine();
      if (line == null) {
        return Optional.empty();
      }
      if (line.startsWith(word + " ")) {
        return Optional.of(line.substring(word.length() + 1));
      }
    }
  }

  /** Sends SIGKILL; what the child had written can still be read. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
