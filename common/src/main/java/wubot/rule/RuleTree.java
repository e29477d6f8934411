// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The rules of a reactor, or of one check, as read from their files.
 *
 * @param rules the outermost rules, in order
 */
public record RuleTree(List<Rule> rules) {

  /** A tree without rules. */
  public static final RuleTree EMPTY = new RuleTree(List.of());

  /** Copies the list. */
  public RuleTree {
    rules = List.copyOf(rules);
  }

  /** All rules in the order in which they are written, each before its children. */
  public List<Rule> all() {
    List<Rule> all = new ArrayList<>();
    visit(rules, all::add);
    return all;
  }

  /** The names of the reactions that the rules use. */
  public SortedSet<String> plugins() {
    SortedSet<String> names = new TreeSet<>();
    visit(rules, rule -> rule.step().ifPresent(step -> names.add(step.type().name())));
    return names;
  }

  private static void visit(List<Rule> rules, Consumer<Rule> visitor) {
    for (Rule rule : rules) {
      visitor.accept(rule);
      visit(rule.children(), visitor);
    }
  }
}
