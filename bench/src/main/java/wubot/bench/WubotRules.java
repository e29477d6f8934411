// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;
import java.util.stream.Collectors;
import wubot.rule.RuleTree;
import wubot.rule.Rules;

/** Writes rules as people write them for wubot, and loads them as the reactor does. */
final class WubotRules {

  static final String HOST = "joe";

  private WubotRules() {}

  static RuleTree tree(List<Spec> rules) {
    StringBuilder yaml = new StringBuilder();
    list(rules, -1, "", yaml);
    return Rules.tree(yaml.toString());
  }

  private static void list(List<Spec> rules, int parent, String indent, StringBuilder yaml) {
    for (Spec rule : rules) {
      if (rule.parent() != parent) {
        continue;
      }
      yaml.append(indent).append("- name: ").append(rule.name()).append('\n');
      String condition =
          rule.tests().stream().map(WubotRules::condition).collect(Collectors.joining(" AND "));
      yaml.append(indent).append("  condition: \"").append(condition).append("\"\n");
      if (!rule.field().isEmpty()) {
        yaml.append(indent).append("  plugin: SetField\n");
        yaml.append(indent).append("  config: {field: ").append(rule.field());
        yaml.append(", value: '").append(rule.value()).append("'}\n");
      }
      boolean parentOfSome = rules.stream().anyMatch(other -> other.parent() == rule.number());
      if (parentOfSome) {
        yaml.append(indent).append("  rules:\n");
        list(rules, rule.number(), indent + "  ", yaml);
      }
    }
  }

  private static String condition(Spec.Test test) {
    return switch (test.ask()) {
      case EQUALS -> test.field() + " equals '" + test.value() + "'";
      case DIFFERS -> "NOT (" + test.field() + " equals '" + test.value() + "')";
      case STARTS -> test.field() + " starts with '" + test.value() + "'";
      case CONTAINS -> test.field() + " contains '" + test.value() + "'";
      case EXISTS -> test.field() + " exists";
      case ABOVE -> test.field() + " > " + test.value();
      case AT_LEAST -> test.field() + " >= " + test.value();
    };
  }
}
