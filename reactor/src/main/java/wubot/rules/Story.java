// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Decision;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;

/** The way of one message through the rules, with who set which field. */
final class Story implements RuleTrace {

  /**
   * What happened at one rule.
   *
   * @param rule the rule
   * @param decision what its condition decided
   * @param why that in words, with who set what it saw
   * @param work what its reaction did; filled in when it ran
   */
  record Stop(Rule rule, Decision decision, String why, List<Deed> work) {}

  /**
   * What a reaction did.
   *
   * @param changes of fields, in words
   * @param acted whether it acted outside
   * @param settings with which it did, the fields of the message filled in; empty when it did not
   * @param problem why it failed
   */
  record Deed(
      List<String> changes, boolean acted, Map<String, String> settings, Optional<String> problem) {

    /** The settings on one line. */
    String told() {
      return settings.entrySet().stream()
          .map(setting -> setting.getKey() + ": " + setting.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  private final Map<String, Stop> stops = new LinkedHashMap<>();
  private final Map<String, String> setBy = new HashMap<>();
  private final Map<String, String> problems = new HashMap<>();
  private Optional<String> lastRule = Optional.empty();

  @Override
  public void decided(Rule rule, Decision decision) {
    stops.put(rule.path(), new Stop(rule, decision, words(decision), new ArrayList<>()));
    if (decision.held() && rule.lastRule()) {
      lastRule = Optional.of(rule.path());
    }
  }

  private String words(Decision decision) {
    String by =
        decision.parts().stream()
            .flatMap(part -> part.values().keySet().stream())
            .distinct()
            .filter(setBy::containsKey)
            .map(field -> field + " was set by '" + setBy.get(field) + "'")
            .collect(Collectors.joining(", "));
    return Watched.words(decision) + (by.isEmpty() ? "" : " [" + by + "]");
  }

  @Override
  public void reacted(Rule rule, Message before, Message after) {
    List<String> changes = new ArrayList<>();
    after.forEach(
        (name, value) -> {
          if (!name.equals(Fields.RULE_LOG)
              && !(before.has(name) && Objects.equals(before.valueOr(name, ""), value))) {
            setBy.put(name, rule.path());
            String was =
                before.has(name) ? " (was " + Shown.value(before.valueOr(name, "")) + ")" : "";
            changes.add(name + ": " + Shown.value(value) + was);
          }
        });
    before.names().stream()
        .filter(name -> !after.has(name))
        .forEach(name -> changes.add(name + " removed"));
    Rule.Step step = rule.step().orElseThrow();
    boolean outside = step.type().work() == Work.LOCAL || step.type().work() == Work.DELIVERY;
    boolean acted = outside && step.reaction().wants(before);
    stops
        .get(rule.path())
        .work()
        .add(
            new Deed(
                changes,
                acted,
                acted
                    ? new EffectForm(rule, ZoneId.systemDefault()).of(before).settings()
                    : Map.of(),
                Optional.ofNullable(problems.remove(rule.path()))));
  }

  @Override
  public void failed(Rule rule, RuleFailure failure) {
    problems.put(rule.path(), failure.problem());
    if (!stops.containsKey(rule.path())) {
      stops.put(
          rule.path(),
          new Stop(
              rule,
              new Decision(false, List.of()),
              "its condition failed: " + failure.problem(),
              new ArrayList<>()));
    }
  }

  /** The rules that the message met, in the order in which they were looked at. */
  List<Stop> stops() {
    return List.copyOf(stops.values());
  }

  /** The rule that ended the walk. */
  Optional<String> lastRule() {
    return lastRule;
  }

  /** Who set a field, if a rule did. */
  Optional<String> setBy(String field) {
    return Optional.ofNullable(setBy.get(field));
  }

  /** Why a rule did not fire, or what came of it. */
  String why(String path) {
    Stop stop = stops.get(path);
    if (stop != null) {
      return stop.why();
    }
    for (int end = path.lastIndexOf(" / "); end > 0; end = path.lastIndexOf(" / ", end - 1)) {
      Stop around = stops.get(path.substring(0, end));
      if (around != null && !around.decision().held()) {
        return "it stands inside '" + around.rule().path() + "': " + around.why();
      }
      if (around != null && around.rule().step().map(s -> s.type().gate()).orElse(false)) {
        return "it stands inside '"
            + around.rule().path()
            + "', whose "
            + around.rule().step().orElseThrow().type().name()
            + " let nothing through";
      }
    }
    return lastRule
        .map(rule -> "the message ended at '" + rule + "' (last_rule)")
        .orElse("the message did not come to it");
  }
}
