// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import wubot.config.Diagnostic;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;

/** Rules for tests, written as in a file. */
public final class Rules {

  static final Path HOME = Path.of("home-that-is-not-there");

  private Rules() {}

  static Node yaml(String text) {
    Problems problems = new Problems();
    return Yaml.parse(text, "rules.yaml", problems)
        .orElseThrow(() -> new AssertionError(problems.all()));
  }

  /** A tree, with these reactions beside the installed ones. */
  public static RuleTree tree(String yaml, ReactionType... more) {
    Problems problems = new Problems();
    Optional<RuleTree> tree = loader(HOME, more).load(yaml(yaml), problems);
    assertEquals(List.of(), problems.all());
    return tree.orElseThrow();
  }

  static Engine engine(String yaml, ReactionType... more) {
    return new Engine(tree(yaml, more), "joe");
  }

  static RuleLoader loader(Path home, ReactionType... more) {
    List<ReactionType> types = new ArrayList<>(ReactionTypes.installed().all());
    types.addAll(Arrays.asList(more));
    return new RuleLoader(ReactionTypes.of(types), new FakeServices(home));
  }

  static List<Diagnostic> problems(String yaml) {
    Problems problems = new Problems();
    Optional<RuleTree> tree = loader(HOME).load(yaml(yaml), problems);
    assertEquals(problems.hasErrors(), tree.isEmpty());
    return problems.all();
  }
}
