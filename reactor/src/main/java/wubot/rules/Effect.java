// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.Map;
import wubot.message.Message;
import wubot.rule.Rule;

/**
 * Something that a reaction would do outside.
 *
 * @param rule whose reaction it is
 * @param settings its settings as far as they are no secrets, with the fields of the message filled
 *     in
 * @param message the message as the reaction sees it
 */
record Effect(Rule rule, Map<String, String> settings, Message message) {

  /** The name of the reaction. */
  String reaction() {
    return rule.step().map(step -> step.type().name()).orElse("");
  }

  /** The settings on one line, such as {@code to: ann@example.org, subject: disk full}. */
  String told() {
    StringBuilder line = new StringBuilder();
    settings.forEach(
        (key, value) ->
            line.append(line.isEmpty() ? "" : ", ").append(key).append(": ").append(value));
    return line.toString();
  }
}
