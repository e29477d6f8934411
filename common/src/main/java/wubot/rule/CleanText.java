// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Removes what a regular expression matches from a field's text. */
public final class CleanText extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").required().describe("The field to read.").example("subject");
  private static final Setting<String> SEARCH =
      Setting.pattern("regexp_search")
          .required()
          .describe("What to remove, everywhere it is found.")
          .example("\\[[^]]*\\]");
  private static final Setting<String> TARGET =
      Setting.text("target_field").describe("The field to set; source_field when missing.");

  /** For the service loader. */
  public CleanText() {
    super(
        "CleanText",
        "Removes everything a regular expression matches from a text.",
        Settings.of(SOURCE, SEARCH, TARGET),
        """
        - name: subjects without tags
          condition: subject matches ^\\[
          plugin: CleanText
          config:
            source_field: subject
            regexp_search: '\\[[^]]*\\] *'
        """,
        List.of("target_field: the rest of the text"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String source = values.get(SOURCE);
    String target = firstOf(values, TARGET).orElse(source);
    Regex regex = Regex.acrossLines(values.get(SEARCH));
    return writing(
        List.of(target),
        message -> {
          if (message.value(source).isPresent()) {
            message.put(target, regex.replaceAll(message.text(source), ""));
          }
        });
  }
}
