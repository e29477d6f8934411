// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/** The example of every reaction loads as it stands, and uses that reaction. */
class ExamplesTest {

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> load() throws IOException {
    Files.createDirectories(home.resolve("secrets"));
    for (String name : List.of("mail", "xmpp", "ntfy")) {
      Path secret = Files.writeString(home.resolve("secrets").resolve(name), "s3cret");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }
    return ReactionTypes.installed().all().stream()
        .map(type -> DynamicTest.dynamicTest(type.name(), () -> loads(type)));
  }

  private void loads(ReactionType type) {
    Problems problems = new Problems();
    Node rules = Yaml.parse(type.example(), "example.yaml", problems).orElseThrow();
    Optional<RuleTree> tree =
        new RuleLoader(ReactionTypes.installed(), new TestServices(home)).load(rules, problems);
    assertEquals(List.of(), problems.all());
    assertTrue(tree.orElseThrow().plugins().contains(type.name()));
  }
}
