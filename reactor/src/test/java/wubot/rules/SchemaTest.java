// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

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
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;

/** The schemas of rules, reactor.yaml and tests, judged by a validator. */
class SchemaTest {

  @BeforeEach
  void schemasAreOfNow() throws IOException {
    List<String> products =
        ReactionTypes.installed().all().stream()
            .filter(SchemaTest::isProduct)
            .map(ReactionType::name)
            .toList();
    SchemaFiles.hold(
        Declarations.installed().stream().filter(p -> products.contains(p.name())).toList(),
        Declarations.installedFiles(),
        file -> true);
  }

  private static boolean isProduct(ReactionType type) {
    String from = type.getClass().getProtectionDomain().getCodeSource().getLocation().toString();
    return !from.contains("test-classes") && !from.contains("-tests.jar");
  }

  @Test
  void examplesAreRight() throws IOException {
    try (Stream<Path> files = Files.list(SchemaFiles.examples().resolve("config"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(List.of(), SchemaFiles.judge(file), file.toString());
      }
    }
    for (ReactionType type : ReactionTypes.installed().all()) {
      if (isProduct(type)) {
        assertEquals(List.of(), SchemaFiles.judge("rules.json", type.example()), type.name());
      }
    }
  }

  @Test
  void mistakesAreFound() {
    for (String wrong :
        List.of(
            "rules:\n  - nam: x\n",
            "rules:\n  - plugin: SetFeld\n",
            "rules:\n  - plugin: Email\n    config: {host: a}\n",
            "rules:\n  - plugin: Email\n    config: {host: a, from: b, to: c, timeout: soon}\n",
            "rules:\n  - rules: {name: x}\n",
            "rules: []\nidle_warning: -3\n",
            "ruls: []\n")) {
      assertFalse(SchemaFiles.judge("reactor.json", wrong).isEmpty(), wrong);
    }
    assertFalse(SchemaFiles.judge("test.json", "tests:\n  - nme: x\n").isEmpty());
    assertFalse(
        SchemaFiles.judge("test.json", "tests:\n  - name: x\n    expect: {fild: {}}\n").isEmpty());
  }
}
