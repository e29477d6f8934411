// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is frozen and goes on as a whole, whatever of it comes and goes meanwhile. */
@Tag("slow")
class ServerProgramTest {

  /** Its children live for a few milliseconds each, as the connections' processes may. */
  private static final String BUSY =
      "while :; do (echo >>\"$0\"; sleep 0.003) & (sleep 0.001) & sleep 0.002; done";

  @TempDir Path home;

  @Test
  void standsStillAndGoesOnAsAWhole() throws IOException {
    Path written = Files.createFile(home.resolve("written"));
    ServerProgram program =
        ServerProgram.start(home.resolve("log"), List.of("sh", "-c", BUSY, written.toString()));
    try {
      for (int i = 0; i < 40; i++) {
        long before = Files.size(written);
        ServerProgram.await(
            "write", home.resolve("log"), () -> written.toFile().length() > before + 2);
        program.signalAll("STOP");
        assertEquals(List.of(), running(program.pid()), "freeze " + i);
        program.signalAll("CONT");
      }
    } finally {
      program.kill();
    }
    assertTrue(Files.size(written) > 80);
  }

  /** Those of its children that run. */
  private static List<String> running(long pid) {
    return ProcessHandle.of(pid)
        .orElseThrow()
        .descendants()
        .map(child -> Path.of("/proc", Long.toString(child.pid()), "stat"))
        .map(ServerProgramTest::read)
        .filter(stat -> stat.contains(") R ") || stat.contains(") S "))
        .toList();
  }

  private static String read(Path stat) {
    try {
      return Files.readString(stat);
    } catch (IOException e) {
      return "gone";
    }
  }
}
