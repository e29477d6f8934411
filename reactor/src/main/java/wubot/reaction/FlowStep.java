// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;
import wubot.rule.Template;

/**
 * One question of a flow.
 *
 * @param ask the question
 * @param as the field for the answer
 * @param check what has to hold for the answer
 * @param otherwise what is said when it does not
 */
record FlowStep(Template ask, String as, Optional<Condition> check, Template otherwise) {

  private static final Set<String> KEYS = Set.of("ask", "as", "check", "otherwise");
  private static final Set<String> TAKEN =
      Set.of(
          "command",
          "args",
          "body",
          "addressed",
          "from",
          "room",
          "nick",
          "reply_to",
          "event_id",
          "key",
          "plugin",
          "hostname",
          "lastupdate",
          "last_rule",
          "rule_log",
          "flow",
          "answer",
          "flow_done");

  /**
   * Those that a setting lists.
   *
   * @throws IllegalArgumentException when something is missing or cannot be read
   */
  static List<FlowStep> of(Object list, ZoneId zone) {
    if (!(list instanceof List<?> items) || items.isEmpty()) {
      throw new IllegalArgumentException("'steps' has to be a list of '- ask: …' with 'as: …'");
    }
    List<FlowStep> steps = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("each of 'steps' begins with '- ask: …'");
      }
      steps.add(one(map, zone));
    }
    if (steps.stream().map(FlowStep::as).distinct().count() < steps.size()) {
      throw new IllegalArgumentException("two of 'steps' have the same 'as'");
    }
    return List.copyOf(steps);
  }

  private static FlowStep one(Map<?, ?> map, ZoneId zone) {
    for (Object key : map.keySet()) {
      if (!KEYS.contains(key.toString())) {
        throw new IllegalArgumentException(
            "a step has no '" + key + "'; it has ask, as, check and otherwise");
      }
    }
    String as = text(map, "as", "");
    if (!as.matches("[a-z][a-z0-9_]{0,40}") || TAKEN.contains(as)) {
      throw new IllegalArgumentException(
          "'as: "
              + as
              + "' has to be small letters, digits and _, and no field of the line itself");
    }
    String ask = text(map, "ask", "");
    if (ask.isBlank()) {
      throw new IllegalArgumentException("the step '" + as + "' asks nothing");
    }
    String check = text(map, "check", "");
    return new FlowStep(
        GateKey.template(ask, zone),
        as,
        check.isBlank() ? Optional.empty() : Optional.of(condition(check, zone)),
        GateKey.template(text(map, "otherwise", "That does not fit. " + ask), zone));
  }

  private static Condition condition(String text, ZoneId zone) {
    try {
      return Condition.parse(text, zone);
    } catch (ConditionSyntaxException e) {
      throw new IllegalArgumentException("check '" + text + "': " + e.getMessage(), e);
    }
  }

  private static String text(Map<?, ?> map, String key, String byDefault) {
    Object value = map.get(key);
    return value == null ? byDefault : value.toString();
  }
}
