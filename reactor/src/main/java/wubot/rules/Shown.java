// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import wubot.cli.Printable;
import wubot.message.FieldValue;

/** Values as people see them on a terminal. */
final class Shown {

  private static final int LONGEST = 120;

  private Shown() {}

  /** On one line, cut when it is long; in quotes when it is empty or has blanks around. */
  static String value(Object value) {
    String text = FieldValue.text(value);
    String line = Printable.line(text, LONGEST);
    return text.isEmpty() || !text.strip().equals(text) ? "\"" + line + "\"" : line;
  }
}
