// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Copies a field to another. */
public final class CopyField extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").describe("The field to copy.").example("subject");
  private static final Setting<String> SOURCE_NAME =
      Setting.text("source_field_name")
          .describe("A field that holds the name of the field to copy, instead of source_field.");
  private static final Setting<String> TARGET =
      Setting.text("target_field").describe("The field to copy to.").example("title");
  private static final Setting<String> TARGET_NAME =
      Setting.text("target_field_name")
          .describe("A field that holds the name of the target, instead of target_field.");

  /** For the service loader. */
  public CopyField() {
    super(
        "CopyField",
        "Copies a field to another. A missing field makes a target without a value.",
        Settings.of(SOURCE, SOURCE_NAME, TARGET, TARGET_NAME),
        """
        - name: keep the subject as it came
          condition: subject exists
          plugin: CopyField
          config:
            source_field: subject
            target_field: subject_orig
        """,
        List.of("target_field: a copy of source_field"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> source = firstOf(values, SOURCE);
    Optional<String> target = firstOf(values, TARGET);
    if (source.isEmpty()) {
      required(values, SOURCE_NAME);
    }
    if (target.isEmpty() && firstOf(values, TARGET_NAME).isEmpty()) {
      throw new IdleException("the key 'target_field' is missing");
    }
    Reaction copy =
        message -> {
          String from = source.orElseGet(() -> message.text(values.get(SOURCE_NAME)));
          String to = target.orElseGet(() -> message.text(values.get(TARGET_NAME)));
          if (!to.isEmpty()) {
            copy(message, from, to);
          }
        };
    return target.isPresent() ? writing(List.of(target.get()), copy) : copy;
  }

  private static void copy(Message message, String from, String to) {
    message.put(to, message.value(from).orElse(FieldValue.NONE));
  }
}
