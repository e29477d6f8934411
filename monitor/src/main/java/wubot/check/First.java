// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import wubot.config.Setting;
import wubot.config.Values;

/** What of that which is there already counts as new when a check runs for the first time. */
final class First {

  static final Setting<String> FIRST =
      Setting.text("first")
          .byDefault("all")
          .describe(
              "What to report in the very first run: all that is there, none of it, or a number:"
                  + " only so many of the newest.")
          .example("none");

  private First() {}

  /**
   * How many.
   *
   * @throws IllegalArgumentException when it is neither all, none nor a number
   */
  static int count(Values values) {
    String text = values.get(FIRST);
    if (text.equals("all")) {
      return Integer.MAX_VALUE;
    }
    if (text.equals("none")) {
      return 0;
    }
    if (text.matches("\\d{1,6}")) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "first: expected all, none or a number, found '" + text + "'");
  }
}
