// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.monitor.CheckBench;

class StdinTest {

  @TempDir Path home;
  private final PipedOutputStream writer = new PipedOutputStream();
  private PipedInputStream reader;

  @BeforeEach
  void connect() throws Exception {
    reader = new PipedInputStream(writer, 1 << 20);
  }

  private void write(String text) throws Exception {
    writer.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(CheckBench bench) throws Exception {
    return bench.run().stream().map(m -> m.text("line")).toList();
  }

  @Test
  void sendsLinesAsTheyComeAndNeverWaits() throws Exception {
    try (CheckBench bench = CheckBench.of(new Stdin(reader), "", home)) {
      assertEquals(List.of(), lines(bench));
      write("one\ntwo\r\nth");
      assertEquals(List.of("one", "two"), lines(bench));
      write("ree\n\nfünf\n");
      assertEquals(List.of("three", "", "fünf"), lines(bench));
      assertEquals(List.of(), lines(bench));
    }
  }

  @Test
  void sendsALastLineThatWasNeverEnded() throws Exception {
    try (CheckBench bench = CheckBench.of(new Stdin(reader), "", home)) {
      write("the end");
      assertEquals(List.of(), lines(bench));
      assertEquals(List.of(), lines(bench));
      assertEquals(List.of("the end"), lines(bench));
    }
  }

  @Test
  void takesMuchInSeveralRunsAndLosesNothing() throws Exception {
    try (CheckBench bench = CheckBench.of(new Stdin(reader), "field: text\n", home)) {
      for (int i = 0; i < 40_000; i++) {
        write(i + "\n");
      }
      int seen = 0;
      for (int run = 0; run < 10; run++) {
        for (var message : bench.run()) {
          assertEquals(Integer.toString(seen++), message.text("text"));
        }
      }
      assertEquals(40_000, seen);
    }
  }
}
