// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.file.Path;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.monitor.Check;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/** What appears in a directory, and if wanted what goes. */
public final class Directory implements CheckType {

  static final Setting<Path> PATH =
      Setting.path("path")
          .required()
          .describe("The directory to watch.")
          .example("/home/joe/Downloads");

  static final Setting<String> PATTERN =
      Setting.text("pattern")
          .describe("A shell pattern that names must match to be reported.")
          .example("'*.{csv,xml}'");

  static final Setting<List<String>> IGNORE =
      Setting.texts("ignore")
          .describe("Regular expressions: a name in which one of them is found is left out.")
          .example("['\\.part$', '^\\.']");

  static final Setting<Long> DEPTH =
      Setting.integer("depth", 1, 20)
          .byDefault("1")
          .describe(
              "How many levels of directories to look into; 1 is the directory alone. Symbolic links"
                  + " are not followed.");

  static final Setting<Boolean> REMOVED =
      Setting.flag("removed")
          .byDefault("false")
          .describe("Whether to report entries that are gone as well.");

  @Override
  public String name() {
    return "Directory";
  }

  @Override
  public String summary() {
    return "Watches a directory: each new entry, hidden ones and directories included, becomes a"
        + " message. An entry that was away for more than seven days is new again.";
  }

  @Override
  public Settings settings() {
    return Settings.of(PATH, PATTERN, IGNORE, DEPTH, REMOVED, First.FIRST);
  }

  @Override
  public String example() {
    return """
        path: /var/spool/incoming
        delay: 30s
        pattern: '*.xml'
        first: none
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "file: the name of the entry, with the directories between when depth is more than 1",
        "subject: New: and the name; or Gone: and the name");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    return new DirectoryWatch(values, services);
  }
}
