// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;

/**
 * The reference page of one plugin, made from its declaration, in Markdown.
 *
 * @param name the plugin's name
 * @param summary what it does
 * @param exampleTitle what the example is, such as {@code config/plugins/Ping/NAME.yaml}
 * @param example YAML
 * @param settings its keys
 * @param fieldsTitle what the fields are, such as {@code Fields of its messages}
 * @param fields each as {@code name: what it holds}
 * @param more a last paragraph, empty for none
 */
public record ReferencePage(
    String name,
    String summary,
    String exampleTitle,
    String example,
    Settings settings,
    String fieldsTitle,
    List<String> fields,
    String more) {

  /** The first line of every page. */
  public static final String MADE =
      "<!-- Made from the plugin's declaration by scripts/reference; edit that one. -->";

  /** The name of the page's file. */
  public String file() {
    return name + ".md";
  }

  /** The line of the page in a list of pages. */
  public String listed() {
    int end = summary.indexOf(". ");
    String sentence = end < 0 ? summary : summary.substring(0, end + 1);
    return "| [" + name + "](" + file() + ") | " + cell(sentence) + " |\n";
  }

  /** The page. */
  public String markdown() {
    StringBuilder page = new StringBuilder(MADE + "\n\n# " + name + "\n\n");
    page.append(summary.strip()).append("\n\n");
    if (!example.isBlank()) {
      page.append(exampleTitle).append(":\n\n```yaml\n");
      page.append(example.strip()).append("\n```\n\n");
    }
    if (!settings.all().isEmpty()) {
      page.append("## Keys\n\n| key | value | default | |\n|---|---|---|---|\n");
      settings.all().forEach(setting -> page.append(row(setting)));
      page.append('\n');
    }
    if (!fields.isEmpty()) {
      page.append("## ").append(fieldsTitle).append("\n\n| field | |\n|---|---|\n");
      for (String field : fields) {
        int colon = field.indexOf(": ");
        String key = colon < 0 ? field : field.substring(0, colon);
        String what = colon < 0 ? "" : field.substring(colon + 2);
        page.append("| `").append(key).append("` | ").append(cell(what)).append(" |\n");
      }
      page.append('\n');
    }
    if (!more.isBlank()) {
      page.append(more.strip()).append("\n\n");
    }
    return page.toString().strip() + "\n";
  }

  private static String row(Setting<?> setting) {
    String value =
        switch (setting.kind()) {
          case CHOICE -> "`" + String.join("`, `", setting.words()) + "`";
          case SECRET -> "secret, such as `${file:secrets/…}`";
          default -> setting.kind().label();
        };
    String limits = setting.limits().isEmpty() ? "" : ", " + setting.limits();
    String byDefault =
        setting.isRequired()
            ? "**required**"
            : setting.defaultText().map(ReferencePage::code).orElse("");
    String example = setting.example().map(text -> " For instance " + code(text) + ".").orElse("");
    return "| `"
        + setting.key()
        + "` | "
        + cell(value + limits)
        + " | "
        + cell(byDefault)
        + " | "
        + cell((setting.description() + example).strip())
        + " |\n";
  }

  private static String code(String text) {
    return text.isEmpty() ? "empty" : text.contains("`") ? text : "`" + text + "`";
  }

  private static String cell(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", " ").replace("|", "\\|");
  }
}
