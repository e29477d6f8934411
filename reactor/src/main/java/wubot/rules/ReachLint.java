// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import wubot.rule.Condition;
import wubot.rule.Logic;
import wubot.rule.Rule;

/** Finds rules that no message can reach, or make fire. */
final class ReachLint {

  /** Every rule is held against those with last_rule before it; in an enormous tree, not all. */
  private static final int MOST_COMPARISONS = 3_000_000;

  private final BiConsumer<Rule, String> found;
  private int comparisons;

  /** With who is told of a rule and what is wrong with it. */
  ReachLint(BiConsumer<Rule, String> found) {
    this.found = found;
  }

  /** A rule that ends the walk for every message for which this holds. */
  private record End(String rule, Condition condition) {}

  /** Judges rules and all inside them. */
  void judge(List<Rule> rules) {
    judge(rules, Condition.Constant.ALWAYS);
  }

  /**
   * Judges a list.
   *
   * @param around what holds for every message that comes to it
   * @return the rules that end the walk
   */
  private List<End> judge(List<Rule> rules, Condition around) {
    List<End> ends = new ArrayList<>();
    Writes before = new Writes();
    for (Rule rule : rules) {
      Condition sure = before.mayWrite(around.fields()) ? Condition.Constant.ALWAYS : around;
      if (judge(rule, sure, ends, before)) {
        ends.addAll(inside(rule, sure));
      }
      before.add(rule);
    }
    return ends;
  }

  /** Whether a rule can fire at all; told when it cannot. */
  private boolean judge(Rule rule, Condition around, List<End> ends, Writes before) {
    if (Logic.isImpossible(rule.condition())) {
      found.accept(rule, "never fires: its condition can hold for no message");
      return false;
    }
    if (Logic.isImpossible(Logic.both(around, rule.condition()))) {
      found.accept(rule, "never fires: its condition contradicts that of a rule around it");
      return false;
    }
    for (End end : ends) {
      if (++comparisons > MOST_COMPARISONS) {
        return true;
      }
      boolean always = Logic.implies(around, end.condition());
      boolean same =
          always
              || (!before.mayWrite(end.condition().fields())
                  && Logic.implies(Logic.both(around, rule.condition()), end.condition()));
      if (same) {
        found.accept(
            rule,
            "is never reached: every message that it is for ends at '"
                + end.rule()
                + "' (last_rule)");
        return false;
      }
    }
    return true;
  }

  /** What ends the walk in a rule or inside it, seen from the list it stands in. */
  private List<End> inside(Rule rule, Condition around) {
    List<End> ends = new ArrayList<>();
    for (End end : judge(rule.children(), Logic.both(around, rule.condition()))) {
      ends.add(new End(end.rule(), Logic.both(rule.condition(), end.condition())));
    }
    if (rule.lastRule()) {
      ends.add(new End(rule.path(), rule.condition()));
    }
    return ends;
  }
}
