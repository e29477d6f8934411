// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Takes a part of a field's text by a regular expression. */
public final class CaptureData extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").describe("The field to search.").example("line");
  private static final Setting<String> FIELD =
      Setting.text("field")
          .describe("The field to search and to set, when the others are missing.");
  private static final Setting<String> REGEXP =
      Setting.pattern("regexp")
          .describe("What to search for; the first group in parentheses is taken.")
          .example("user (\\w+)");
  private static final Setting<String> REGEXP_FIELD =
      Setting.text("regexp_field")
          .describe("A field that holds the expression; goes before regexp.");
  private static final Setting<String> TARGET =
      Setting.text("target_field").describe("The field to set.").example("username");

  /** For the service loader. */
  public CaptureData() {
    super(
        "CaptureData",
        "Puts what the first group of a regular expression matched into a field. Where it matches"
            + " nothing, or nothing but an empty text or 0, the message stays as it is.",
        Settings.of(SOURCE, FIELD, REGEXP, REGEXP_FIELD, TARGET),
        """
        - name: who logged in
          condition: line matches session opened
          plugin: CaptureData
          config:
            source_field: line
            regexp: for user (\\w+)
            target_field: username
        """,
        List.of("target_field: what the first group matched"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String source = required(values, SOURCE, FIELD);
    String target = firstOf(values, TARGET, FIELD).orElse(source);
    Optional<String> chosen = firstOf(values, REGEXP_FIELD);
    if (chosen.isPresent()) {
      return writing(
          List.of(target),
          message -> {
            String expression = message.text(chosen.get());
            if (!expression.isEmpty()) {
              capture(message, source, chosenBy(chosen.get(), expression), target);
            }
          });
    }
    Regex regex = Regex.acrossLines(required(values, REGEXP));
    return writing(List.of(target), message -> capture(message, source, regex, target));
  }

  private static Regex chosenBy(String field, String expression) {
    try {
      return Regex.acrossLines(expression);
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting("the field '" + field + "': " + e.getMessage());
    }
  }

  private static void capture(Message message, String source, Regex regex, String target) {
    if (!message.isTrue(source)) {
      return;
    }
    for (Regex.Match match : regex.matches(message.text(source), 1)) {
      String found = match.groups().size() > 1 ? match.groups().get(1) : "";
      if (FieldValue.isTrue(found)) {
        message.put(target, found);
      }
    }
  }
}
