// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Values;
import wubot.config.WithheldVariables;
import wubot.config.WordSplitter;
import wubot.monitor.CheckServices;

/** Makes programs to run out of the settings of checks that read what a system's tool prints. */
final class CommandLine {

  private CommandLine() {}

  /**
   * The program of a setting that gives it as one text, if the setting is there.
   *
   * @throws IllegalArgumentException when the text is no command line
   */
  static Optional<ProgramRun> find(
      Values values, Setting<String> setting, CheckServices services, String... moreWords) {
    return values
        .find(setting)
        .map(
            text -> {
              List<String> words = new ArrayList<>(split(setting.key(), text));
              words.addAll(List.of(moreWords));
              return program(words, values, services);
            });
  }

  /** A program that speaks English whatever the daemon's locale, its errors among its output. */
  static ProgramRun program(List<String> words, Values values, CheckServices services) {
    return new ProgramRun(
        words,
        services.home(),
        Map.of("LC_ALL", "C"),
        new WithheldVariables(services.home(), values),
        /* mergeErrors= */ true);
  }

  private static List<String> split(String key, String text) {
    List<String> words;
    try {
      words = WordSplitter.split(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException(key + ": there is no program in it");
    }
    return words;
  }

  /** The first line of what a program printed, for an error. */
  static String firstLine(ProgramRun.Result result) {
    return result.text().strip().lines().findFirst().orElse("it printed nothing");
  }
}
