// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.Locale;

/** Text that others wrote, made fit for a line on a terminal: nothing in it is obeyed. */
public final class Printable {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D; // holds composed emoji together

  private Printable() {}

  /** The text with control characters written out, as in {@code \n} and {@code \u001b}. */
  public static String line(String text) {
    int at = 0;
    while (at < text.length() && isHarmless(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.substring(0, at));
    text.substring(at).codePoints().forEach(c -> append(line, c));
    return line.toString();
  }

  /** As {@link #line}, and cut to this many characters, which is then shown. */
  public static String line(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return line(text);
    }
    return line(text.substring(0, text.offsetByCodePoints(0, most - 1))) + "…";
  }

  private static void append(StringBuilder line, int c) {
    if (isHarmless(c)) {
      line.appendCodePoint(c);
    } else {
      line.append(
          switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", c);
          });
    }
  }

  /** Neither a control character nor one that turns the direction of the text around it. */
  static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
      default -> true;
    };
  }
}
