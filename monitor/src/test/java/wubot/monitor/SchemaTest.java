// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wubot.cli.SchemaFiles;
import wubot.config.Declarations;

/** The schemas of the files of checks, judged by a validator. */
class SchemaTest {

  @BeforeEach
  void schemasAreOfNow() throws IOException {
    List<String> products =
        PluginTypes.installed().all().stream()
            .filter(SchemaTest::isProduct)
            .map(PluginType::name)
            .toList();
    SchemaFiles.hold(
        Declarations.installed().stream().filter(p -> products.contains(p.name())).toList(),
        List.of(),
        file -> !file.equals("rules.json"));
  }

  private static boolean isProduct(PluginType type) {
    String from = type.getClass().getProtectionDomain().getCodeSource().getLocation().toString();
    return !from.contains("test-classes") && !from.contains("-tests.jar");
  }

  @Test
  void examplesAreRight() throws IOException {
    try (Stream<Path> files = Files.walk(SchemaFiles.examples().resolve("config/plugins"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(List.of(), SchemaFiles.judge(file), file.toString());
      }
    }
    for (PluginType type : PluginTypes.installed().all()) {
      if (isProduct(type)) {
        assertEquals(
            List.of(), SchemaFiles.judge(type.name() + ".json", type.example()), type.name());
      }
    }
  }

  @Test
  void mistakesAreFound() {
    for (String wrong :
        List.of("dealy: 5s\n", "delay: soon\n", "react: {name: x}\n", "react:\n  - nme: x\n")) {
      assertFalse(SchemaFiles.judge("Memory.json", wrong).isEmpty(), wrong);
    }
    assertFalse(SchemaFiles.judge("Command.json", "delay: 5s\n").isEmpty());
  }
}
