// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import wubot.message.Message;
import wubot.rule.Decision;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;

/** What each rule decided of one message. */
final class Watched implements RuleTrace {

  private final Map<String, Decision> decisions = new LinkedHashMap<>();
  private final List<Rule> fired = new ArrayList<>();

  @Override
  public void decided(Rule rule, Decision decision) {
    decisions.put(rule.path(), decision);
    if (decision.held()) {
      fired.add(rule);
    }
  }

  @Override
  public void reacted(Rule rule, Message before, Message after) {}

  @Override
  public void failed(Rule rule, RuleFailure failure) {}

  /** The rules whose condition held, in order. */
  List<Rule> fired() {
    return fired;
  }

  /** Why a rule fired or did not, in words. */
  String why(String path) {
    Decision decision = decisions.get(path);
    if (decision != null) {
      return words(decision);
    }
    for (int end = path.lastIndexOf(" / "); end > 0; end = path.lastIndexOf(" / ", end - 1)) {
      String around = path.substring(0, end);
      if (decisions.containsKey(around) && !decisions.get(around).held()) {
        return "it stands inside '" + around + "': " + words(decisions.get(around));
      }
      Optional<Rule> gate =
          fired.stream()
              .filter(rule -> rule.path().equals(around))
              .filter(Watched::isGate)
              .findFirst();
      if (gate.isPresent()) {
        return "it stands inside '" + around + "', which let nothing through";
      }
    }
    return fired.stream()
        .filter(Rule::lastRule)
        .reduce((first, second) -> second)
        .map(rule -> "the message did not come to it: '" + rule.path() + "' was the last rule")
        .orElse("the message did not come to it");
  }

  private static boolean isGate(Rule rule) {
    return rule.step().map(step -> step.type().gate()).orElse(false);
  }

  /** The parts of a decision that decided, with what they saw. */
  static String words(Decision decision) {
    return decision.parts().stream().map(Watched::words).collect(Collectors.joining("; "));
  }

  private static String words(Decision.Part part) {
    String values =
        part.values().isEmpty()
            ? ""
            : part.values().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Shown.value(entry.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
    boolean constant = part.question().equals("TRUE") || part.question().equals("FALSE");
    return constant
        ? (part.held() ? "it has no condition" : "its condition is FALSE")
        : part.question() + (part.held() ? " held" : " did not hold") + absent(part, values);
  }

  private static String absent(Decision.Part part, String values) {
    return values.isEmpty() && !part.held() ? " (no such field)" : values;
  }
}
