// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Removes images and embedded frames from HTML. */
public final class ImageStrip extends FieldReaction {

  private static final Setting<String> FIELD =
      Setting.text("field").required().describe("The field that holds HTML.").example("body");
  private static final Setting<String> NEW_FIELD =
      Setting.text("newfield").describe("The field for the result; the same field when missing.");

  private static final List<Regex> UNWANTED =
      List.of(
          Regex.ignoringCase("<iframe\\b[^>]*>[\\s\\S]*?</iframe\\s*>"),
          Regex.ignoringCase("</?(?:img|iframe)\\b[^>]*>"));

  /** For the service loader. */
  public ImageStrip() {
    super(
        "ImageStrip",
        "Removes images and embedded frames from HTML and leaves the rest as it is.",
        Settings.of(FIELD, NEW_FIELD),
        """
        - name: feeds without pictures
          condition: body is true
          plugin: ImageStrip
          config:
            field: body
        """,
        List.of("newfield: the HTML without images"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String field = values.get(FIELD);
    String target = firstOf(values, NEW_FIELD).orElse(field);
    return writing(
        List.of(target),
        message -> {
          if (message.isTrue(field)) {
            String html = message.text(field);
            for (Regex unwanted : UNWANTED) {
              html = unwanted.replaceAll(html, "");
            }
            message.put(target, html);
          }
        });
  }
}
