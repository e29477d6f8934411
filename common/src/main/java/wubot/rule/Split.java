// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Splits a field's text at its commas into several fields. */
public final class Split extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").required().describe("The field to split.").example("line");
  private static final Setting<List<String>> TARGETS =
      Setting.texts("target_fields")
          .required()
          .describe("The fields for the columns, from the left.")
          .example("[date, host, text]");

  private static final Pattern COMMA = Pattern.compile("\\s*+,\\s*+");

  /** For the service loader. */
  public Split() {
    super(
        "Split",
        "Splits a text at commas; blanks around a comma go with it. The last column goes into the last"
            + " field: of too many columns the first are dropped, of too few the first fields are"
            + " left without a value.",
        Settings.of(SOURCE, TARGETS),
        """
        - name: columns of the log
          condition: key matches ^FileTail-sales
          plugin: Split
          config:
            source_field: line
            target_fields: [day, shop, amount]
        """,
        List.of("target_fields: the columns"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String source = values.get(SOURCE);
    List<String> targets = List.copyOf(values.get(TARGETS));
    return writing(
        targets,
        message -> {
          List<String> columns = columns(message, source);
          int shift = columns.size() - targets.size();
          for (int i = 0; i < targets.size(); i++) {
            int column = i + shift;
            message.put(targets.get(i), column < 0 ? FieldValue.NONE : columns.get(column));
          }
        });
  }

  private static List<String> columns(Message message, String source) {
    List<String> columns = new ArrayList<>();
    if (message.isTrue(source)) {
      columns.addAll(List.of(COMMA.split(message.text(source), -1)));
    }
    while (!columns.isEmpty() && columns.get(columns.size() - 1).isEmpty()) {
      columns.remove(columns.size() - 1);
    }
    return columns;
  }
}
