// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Searches and replaces in a field's text. */
public final class TransformField extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").required().describe("The field to read.").example("a");
  private static final Setting<String> SEARCH =
      Setting.pattern("regexp_search")
          .describe("What to replace, everywhere it is found; without it nothing happens.")
          .example("^(\\w+) (\\w+)$");
  private static final Setting<String> REPLACE =
      Setting.text("regexp_replace")
          .describe("What to put there; $1 or \\1 stands for what the first group matched.")
          .example("$2, $1");
  private static final Setting<String> TARGET =
      Setting.text("target_field").describe("The field to set; source_field when missing.");

  /** For the service loader. */
  public TransformField() {
    super(
        "TransformField",
        "Replaces everything a regular expression matches.",
        Settings.of(SOURCE, SEARCH, REPLACE, TARGET),
        """
        - name: last name first
          plugin: TransformField
          config:
            source_field: username
            regexp_search: '^(\\w+) (\\w+)$'
            regexp_replace: $2, $1
        """,
        List.of("target_field: the changed text"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> search = firstOf(values, SEARCH);
    if (search.isEmpty()) {
      throw new IdleException("the key 'regexp_search' is missing");
    }
    Replacer replacer =
        new Replacer(
            values.get(SOURCE),
            firstOf(values, TARGET).orElse(values.get(SOURCE)),
            Regex.of(search.get()),
            values.find(REPLACE).orElse(""));
    return writing(List.of(replacer.target()), replacer::replace);
  }

  private record Replacer(String source, String target, Regex regex, String replacement) {

    void replace(Message message) {
      if (message.value(source).isEmpty()) {
        message.put(target, FieldValue.NONE);
        return;
      }
      String text = message.text(source);
      StringBuilder out = new StringBuilder(text.length());
      int copied = 0;
      for (Regex.Match match : regex.matches(text, Integer.MAX_VALUE)) {
        out.append(text, copied, match.start());
        expand(match, out);
        copied = match.end();
      }
      message.put(target, out.append(text, copied, text.length()).toString());
    }

    /** Each match fills in its own groups; without groups, $1 is the whole match. */
    private void expand(Regex.Match match, StringBuilder out) {
      List<String> groups = new ArrayList<>(match.groups());
      if (groups.size() == 1) {
        groups.add(groups.get(0));
      }
      for (int i = 0; i < replacement.length(); i++) {
        char c = replacement.charAt(i);
        char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : ' ';
        if ((c == '$' || c == '\\') && next >= '1' && next <= '9') {
          int group = next - '0';
          out.append(group < groups.size() ? groups.get(group) : "");
          i++;
        } else {
          out.append(c);
        }
      }
    }
  }
}
