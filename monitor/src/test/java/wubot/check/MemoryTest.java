// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

class MemoryTest {

  @TempDir Path tmp;

  private void memory(long available, long swapFree) throws IOException {
    Files.writeString(
        tmp.resolve("meminfo"),
        """
        MemTotal:       1000 kB
        MemFree:         10 kB
        MemAvailable:   %d kB
        SwapTotal:      2000 kB
        SwapFree:       %d kB
        HugePages_Total:   0
        """
            .formatted(available, swapFree));
  }

  @Test
  void thisHostHasMemory() throws Exception {
    Message message = CheckBench.of(new Memory(), "delay: 1m", tmp).run().get(0);
    double total = message.number("total").orElse(0);
    double available = message.number("available").orElse(0);
    assertTrue(total > 1 << 20 && available > 0 && available < total, message.toString());
    assertEquals(100 * (1 - available / total), message.number("percent").orElse(-1), 0.1);
    assertTrue(message.has("swap_percent"));
  }

  @Test
  void memoryAndSwapAreJudged() throws Exception {
    CheckBench bench =
        CheckBench.of(new Memory(tmp), "warning_percent: 80\nswap_critical_percent: 50", tmp);
    memory(500, 2000);
    assertEquals(List.of(""), bench.subjects());
    memory(100, 2000);
    assertEquals(
        List.of("WARNING: 90 % of memory is in use, 100 KB of 1.0 MB available"), bench.subjects());
    memory(100, 500);
    assertEquals(
        List.of("CRITICAL: 75 % of swap is in use, 500 KB of 2.0 MB free"), bench.subjects());
    memory(900, 2000);
    assertEquals(
        List.of("OK: 10 % of memory is in use, 900 KB of 1.0 MB available"), bench.subjects());
  }

  @Test
  void aHostWithoutSwapUsesNoneOfIt() throws Exception {
    Files.writeString(tmp.resolve("meminfo"), "MemTotal: 1000 kB\nMemAvailable: 900 kB\n");
    Message message = CheckBench.of(new Memory(tmp), "swap_warning_percent: 0", tmp).run().get(0);
    assertEquals("0", message.text("swap_percent"));
    assertEquals("OK", message.text("status"));
  }

  @Test
  void aKernelThatDoesNotSayIsAFailure() throws Exception {
    Files.writeString(tmp.resolve("meminfo"), "MemTotal: 1000 kB\n");
    assertTrue(CheckBench.of(new Memory(tmp), "delay: 1m", tmp).failure().contains("MemAvailable"));
  }
}
