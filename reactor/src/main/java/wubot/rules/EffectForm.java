// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Rule;
import wubot.rule.Template;
import wubot.rule.TemplateSyntaxException;

/** How the effects of one rule are told: its settings, those of them that are templates filled. */
final class EffectForm {

  private final Rule rule;
  private final Map<String, List<Template>> templates = new LinkedHashMap<>();
  private Optional<Map<String, String>> constant = Optional.empty(); // what is always the same

  /** The form for a rule that has a reaction. */
  EffectForm(Rule rule, ZoneId zone) {
    this.rule = rule;
    rule.step()
        .ifPresent(
            step -> step.values().published().forEach((key, value) -> add(key, value, zone)));
  }

  private void add(String key, Object value, ZoneId zone) {
    List<Template> parts = new ArrayList<>();
    for (Object item : value instanceof List<?> list ? list : List.of(value)) {
      if (item instanceof Map || item instanceof List) {
        return; // such as the columns of a table: more than a word
      }
      try {
        parts.add(Template.of(FieldValue.text(item), zone));
      } catch (TemplateSyntaxException e) {
        return; // no template: braces of something else
      }
    }
    templates.put(key, parts);
  }

  /** The effect that the message as it is now has. */
  Effect of(Message message) {
    if (constant.isEmpty() && templates.values().stream().allMatch(EffectForm::isConstant)) {
      constant = Optional.of(Collections.unmodifiableMap(fill(message)));
    }
    return new Effect(rule, constant.orElseGet(() -> fill(message)), message.copy());
  }

  private static boolean isConstant(List<Template> parts) {
    return parts.stream().allMatch(Template::isConstant);
  }

  private Map<String, String> fill(Message message) {
    Map<String, String> settings = new LinkedHashMap<>();
    templates.forEach(
        (key, parts) ->
            settings.put(key, String.join(" ", parts.stream().map(p -> p.fill(message)).toList())));
    return settings;
  }
}
