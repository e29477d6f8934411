// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Removes fields. */
public final class DeleteField extends FieldReaction {

  private static final Setting<List<String>> FIELD =
      Setting.texts("field")
          .required()
          .describe("The field to remove, or a list of fields.")
          .example("body");

  /** For the service loader. */
  public DeleteField() {
    super(
        "DeleteField",
        "Removes a field, or several.",
        Settings.of(FIELD),
        """
        - name: bodies stay here
          condition: contains body
          plugin: DeleteField
          config:
            field: body
        """,
        List.of());
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    List<String> fields = List.copyOf(values.get(FIELD));
    return writing(fields, message -> fields.forEach(message::remove));
  }
}
