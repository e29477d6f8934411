// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/** Rules of tests, written as in a file, on the host joe. */
final class Rehearsals {

  private Rehearsals() {}

  static MovableClock clock() {
    return new MovableClock(Instant.parse("2026-01-05T12:00:00Z"), ZoneOffset.UTC);
  }

  static RuleTree tree(String yaml, MovableClock clock) {
    Problems problems = new Problems();
    Node node =
        Yaml.parse(yaml, "rules.yaml", problems)
            .orElseThrow(() -> new AssertionError(problems.all().toString()));
    MemoryServices services = MemoryServices.of(clock, "joe", Path.of("no-home").toAbsolutePath());
    Optional<RuleTree> tree =
        new RuleLoader(ReactionTypes.installed(), services).load(node, problems);
    return tree.orElseThrow(() -> new AssertionError(problems.all().toString()));
  }

  static Rehearsal of(String yaml) {
    MovableClock clock = clock();
    return new Rehearsal(tree(yaml, clock), clock, Rehearsal.Settings.of("joe"));
  }
}
