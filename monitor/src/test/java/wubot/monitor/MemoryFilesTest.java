// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFilesTest {

  private static final Instant NOW = Instant.ofEpochMilli(1_795_219_935_123L);

  @TempDir Path directory;
  private MemoryFiles files;

  @BeforeEach
  void make() {
    files = new MemoryFiles(directory);
  }

  private static Memory memory(Map<String, ?> values) {
    Map<String, Object> copy = new java.util.LinkedHashMap<>(values);
    return new Memory(
        Optional.of(NOW),
        Optional.of(new Episode(NOW, 7, "no \"route\"\nto host")),
        new CheckState(copy));
  }

  @Test
  void remembersEverythingAsItWas() throws Exception {
    Memory memory =
        memory(
            Map.of(
                "text",
                "süß \u0001 \"",
                "long",
                Long.MAX_VALUE,
                "double",
                0.1,
                "flag",
                true,
                "list",
                Arrays.asList("a", 1L, null, List.of()),
                "map",
                Map.of("x", Map.of("y", -2L))));
    files.save("Ping-gate", memory, true);
    assertEquals(memory, files.load("Ping-gate"));
    assertEquals(memory, new MemoryFiles(directory).load("Ping-gate"));
  }

  @Test
  void knowsNothingOfOthers() {
    assertEquals(Memory.none(), files.load("Ping-gate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1]",
        "{\"check\": {\"a\": 1}",
        "nonsense",
        "\u0000\u0000\u0000",
        "{\"a\""
      })
  void aDamagedFileIsSetAsideAndTheCheckStartsAfresh(String text) throws Exception {
    Files.writeString(directory.resolve("Ping-gate.json"), text);
    assertEquals(Memory.none(), files.load("Ping-gate"));
    assertEquals(text, Files.readString(directory.resolve("Ping-gate.broken")));
    files.save("Ping-gate", memory(Map.of()), true);
    assertEquals(memory(Map.of()), files.load("Ping-gate"));
  }

  @Test
  void whenItCannotSaveTheOldMemoryStays() throws Exception {
    files.save("Ping-gate", memory(Map.of("a", 1)), true);
    Files.createDirectory(directory.resolve("Ping-gate.new")); // in the way, for root too
    assertThrows(IOException.class, () -> files.save("Ping-gate", memory(Map.of("a", 2)), true));
    assertEquals(memory(Map.of("a", 1)), files.load("Ping-gate"));
  }

  @Test
  void leavesNothingElseBehind() throws Exception {
    files.save("Ping-gate", memory(Map.of("a", 1)), false);
    files.save("Ping-gate", memory(Map.of("a", 2)), true);
    try (var list = Files.list(directory)) {
      assertEquals(1, list.count());
    }
    assertTrue(Files.readString(directory.resolve("Ping-gate.json")).contains("\n"));
  }
}
