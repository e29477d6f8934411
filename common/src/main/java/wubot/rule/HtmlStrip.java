// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Turns HTML into plain text. */
public final class HtmlStrip extends FieldReaction {

  private static final Setting<String> FIELD =
      Setting.text("field").required().describe("The field that holds HTML.").example("subject");
  private static final Setting<String> TARGET =
      Setting.text("target_field")
          .describe("The field for the text; the field's name with _text when missing.");
  private static final Setting<String> NEW_FIELD =
      Setting.text("newfield").describe("Another name of target_field.");

  /** For the service loader. */
  public HtmlStrip() {
    super(
        "HTMLStrip",
        "Removes tags, comments, scripts and styles from HTML and resolves entities.",
        Settings.of(FIELD, TARGET, NEW_FIELD),
        """
        - name: plain subjects
          condition: subject is true
          plugin: HTMLStrip
          config:
            field: subject
        """,
        List.of("target_field: the plain text"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String field = values.get(FIELD);
    String target = firstOf(values, TARGET, NEW_FIELD).orElse(field + "_text");
    return writing(
        List.of(target),
        message -> {
          if (message.isTrue(field)) {
            message.put(target, text(message.text(field)));
          }
        });
  }

  /** The text of a piece of HTML; what has no markup stays as it is. */
  static String text(String html) {
    if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
      return html.replace('\u00a0', ' ');
    }
    StringBuilder text = new StringBuilder(html.length());
    Jsoup.parse(html).traverse((node, depth) -> append(node, text));
    return text.toString().stripTrailing().replace('\u00a0', ' ');
  }

  /** A blank stands for the tags of paragraphs and the like, so that words stay apart. */
  private static void append(Node node, StringBuilder text) {
    if (node instanceof TextNode words) {
      boolean apart = words.previousSibling() instanceof Element before && before.isBlock();
      separate(apart, text);
      text.append(words.getWholeText());
    } else if (node instanceof Element element) {
      separate(element.isBlock() || element.nameIs("br"), text);
    }
  }

  private static void separate(boolean apart, StringBuilder text) {
    if (apart && text.length() > 0 && !Character.isWhitespace(text.charAt(text.length() - 1))) {
      text.append(' ');
    }
  }
}
