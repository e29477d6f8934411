// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.monitor.Check;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/**
 * Follows files as they grow: each complete line becomes a message, through rotation and restart.
 */
public final class FileTail implements CheckType {

  /** Where to begin in a file that has never been read. */
  enum Start {
    BEGINNING,
    END
  }

  static final Setting<List<String>> PATH =
      Setting.texts("path")
          .required()
          .describe(
              "The file to follow, or a list of files; a name may be a shell pattern such as"
                  + " /var/log/app/*.log. Relative names start at wubot's home, ~ is yours.")
          .example("/var/log/syslog");

  static final Setting<List<String>> IGNORE =
      Setting.texts("ignore")
          .describe("Regular expressions: a line in which one of them is found is left out.")
          .example("[\"DEBUG\", \"^$\"]");

  static final Setting<List<String>> ONLY =
      Setting.texts("only")
          .describe(
              "Regular expressions: only lines in which one of them is found become messages;"
                  + " ignore has the last word.")
          .example("[\"error\", \"warning\"]");

  static final Setting<Boolean> DETECT_RENAME =
      Setting.flag("detect_rename")
          .byDefault("true")
          .describe(
              "Whether to notice that the name belongs to another file now, or that the file was"
                  + " written anew, and to read the rest of the old file first. Without it only a"
                  + " file that became shorter is begun again.");

  static final Setting<Start> START =
      Setting.choice("start", Start.class)
          .byDefault("end")
          .describe(
              "Where to begin, end or beginning, in a file that is there when it is first"
                  + " followed. Files that appear later are read from their beginning.");

  static final Setting<String> ENCODING =
      Setting.text("encoding")
          .byDefault("UTF-8")
          .describe("The encoding of the text; bytes that do not fit it are replaced, never fatal.")
          .example("ISO-8859-1");

  static final Setting<Long> MAX_LINE =
      Setting.integer("max_line", 16, 1_000_000)
          .byDefault("8192")
          .describe(
              "How many bytes of a line to keep; the message of a longer one has the number of"
                  + " bytes left off in the field cut.");

  static final Setting<Long> MAX_LINES =
      Setting.integer("max_lines", 1, 100_000)
          .byDefault("1000")
          .describe("How many lines to deliver in one run; the next run follows at once.");

  @Override
  public String name() {
    return "FileTail";
  }

  @Override
  public String summary() {
    return "Follows files as they grow: each complete line becomes a message. Knows rotation by"
        + " renaming and by copying, truncation, partial lines, and goes on after a restart where it"
        + " was.";
  }

  @Override
  public Settings settings() {
    return Settings.of(PATH, IGNORE, ONLY, DETECT_RENAME, START, ENCODING, MAX_LINE, MAX_LINES);
  }

  @Override
  public String example() {
    return """
        path: /var/log/syslog
        delay: 5s
        ignore:
          - 'CRON\\[\\d+\\]'
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "subject: the line; or what happened to the file: file was renamed, file was truncated,"
            + " path not readable",
        "file: the file the line is from",
        "cut: how many bytes of a long line were left off, for long lines only",
        "status: WARNING when a file cannot be read and OK when it can be again; lines have none");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    return new FileFollower(values, services, charset(values.get(ENCODING)));
  }

  private static Charset charset(String name) {
    try {
      Charset charset = Charset.forName(name);
      byte[] newline = "\n".getBytes(charset);
      if (newline.length != 1 || newline[0] != '\n') {
        throw new IllegalArgumentException(
            "encoding: lines cannot be found in " + name + "; use one that extends ASCII");
      }
      return charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          "encoding: '" + name + "' is unknown here; UTF-8 and ISO-8859-1 are usual", e);
    }
  }
}
