// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Makes a text fit to be the name of a file. */
public final class CleanFilename extends FieldReaction {

  private static final Setting<String> FIELD =
      Setting.text("field").required().describe("The field to clean.").example("title");
  private static final Setting<Boolean> DIRECTORY =
      Setting.flag("directory").byDefault("no").describe("Keep slashes.");
  private static final Setting<Boolean> LOWER_CASE =
      Setting.flag("lc").byDefault("no").describe("Turn it into lower case.");

  // Each of these needs linear time.
  private static final Pattern UNFIT = Pattern.compile("[^\\p{L}\\p{N}_./-]+");
  private static final Pattern UNDERSCORES = Pattern.compile("__+");
  private static final Pattern UPWARDS = Pattern.compile("(?:^|(?<=/))\\.\\.(?=/|$)");

  /** For the service loader. */
  public CleanFilename() {
    super(
        "CleanFilename",
        "Makes a text fit to be the name of a file: everything but letters, digits, '_', '-' and"
            + " '.' becomes '_', and a part that is just '..' does too.",
        Settings.of(FIELD, DIRECTORY, LOWER_CASE),
        """
        - name: file names from titles
          condition: title is true
          plugin: CleanFilename
          config:
            field: title
            lc: yes
        """,
        List.of("field: the name"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String field = values.get(FIELD);
    boolean directory = values.get(DIRECTORY);
    boolean lowerCase = values.get(LOWER_CASE);
    return writing(
        List.of(field),
        message -> {
          if (message.value(field).isPresent()) {
            String name = clean(message.text(field), directory);
            message.put(field, lowerCase ? name.toLowerCase(Locale.ROOT) : name);
          }
        });
  }

  private static String clean(String text, boolean directory) {
    String name = UNFIT.matcher(directory ? text : text.replace('/', '_')).replaceAll("_");
    name = UNDERSCORES.matcher(name).replaceAll("_").replace("_-_", "-");
    return UPWARDS.matcher(name).replaceAll("_");
  }
}
