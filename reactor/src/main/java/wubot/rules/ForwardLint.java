// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import wubot.message.Fields;
import wubot.rule.Condition;
import wubot.rule.Logic;
import wubot.rule.Rule;

/**
 * Finds rules that put messages on the way to another host without asking for {@code noforward}.
 */
final class ForwardLint {

  private final BiConsumer<Rule, String> found;

  ForwardLint(BiConsumer<Rule, String> found) {
    this.found = found;
  }

  /** Judges rules and all inside them. */
  void judge(List<Rule> rules) {
    judge(rules, false);
  }

  private void judge(List<Rule> rules, boolean guardedAround) {
    boolean guarded = guardedAround;
    List<Rule> before = new ArrayList<>();
    for (Rule rule : rules) {
      boolean here = guarded || asks(rule.condition());
      judge(rule.children(), here);
      boolean forwards =
          rule.step().map(step -> step.type().name().equals("MessageQueue")).orElse(false);
      if (forwards && !here && !takesOff(before)) {
        found.accept(
            rule,
            "puts messages on a queue whether they may be forwarded or not: where a relay forwards"
                + " it, they travel in circles; ask for 'noforward is false'");
      }
      before.add(rule);
      guarded = guarded || (rule.lastRule() && keepsBack(rule.condition()));
    }
  }

  private static boolean asks(Condition condition) {
    return condition.fields().contains(Fields.NOFORWARD);
  }

  /** Whether messages with noforward end here. */
  private static boolean keepsBack(Condition condition) {
    return asks(condition)
        && Logic.questions(condition).size() == 1
        && !condition.test(wubot.message.Message.empty());
  }

  /** Who takes noforward off in front of it knows what that is for. */
  private static boolean takesOff(List<Rule> before) {
    return before.stream()
        .flatMap(rule -> rule.step().stream())
        .anyMatch(
            step ->
                step.type().name().equals("DeleteField")
                    && String.valueOf(step.values().published().get("field"))
                        .contains(Fields.NOFORWARD));
  }
}
