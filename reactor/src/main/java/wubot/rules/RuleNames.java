// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import java.util.Optional;
import wubot.config.Suggestion;
import wubot.rule.Rule;
import wubot.rule.RuleTree;

/**
 * How people name the rules of a tree: by name, by path, or by the end of the path.
 *
 * @param paths of all rules
 */
record RuleNames(List<String> paths) {

  static RuleNames of(RuleTree tree) {
    return new RuleNames(tree.all().stream().map(Rule::path).toList());
  }

  /** Whether this rule is meant. */
  static boolean means(String name, String path) {
    return path.equals(name) || path.endsWith(" / " + name);
  }

  /** The path of the rule that is meant. */
  Optional<String> find(String name) {
    return paths.contains(name)
        ? Optional.of(name)
        : paths.stream().filter(path -> means(name, path)).findFirst();
  }

  /** What to say to somebody who named a rule that is not there. */
  String unknown(String name) {
    List<String> names =
        paths.stream()
            .map(path -> path.substring(Math.max(0, path.lastIndexOf(" / ") + 2)).strip())
            .toList();
    return "there is no rule '"
        + name
        + "'"
        + Suggestion.nearest(name, names).map(near -> "; did you mean '" + near + "'?").orElse("");
  }
}
