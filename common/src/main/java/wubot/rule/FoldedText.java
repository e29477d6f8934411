// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/**
 * Text without regard to case, as far as it is ASCII: two texts that a condition takes for the same
 * are the same when folded. Used to find what may match, never to decide that it does.
 */
final class FoldedText {

  /** What every character beyond ASCII becomes that is no other way to write a letter of it. */
  static final char OTHER = 0;

  private FoldedText() {}

  /** Of upper and lower case the lower one. */
  static char fold(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    // Unicode's other cases of three letters: KELVIN SIGN, long s, I with a dot and i without.
    return switch (c) {
      case '\u212A' -> 'k';
      case '\u017F' -> 's';
      case '\u0130', '\u0131' -> 'i';
      default -> OTHER;
    };
  }

  /** What a folded text has to have where a condition asks for this character. */
  static char needed(char c) {
    return c < 128 ? fold(c) : OTHER;
  }

  /** Whether a folded part stands at this place of a text. */
  static boolean isAt(String text, int place, String part) {
    if (place < 0 || place + part.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < part.length(); i++) {
      if (fold(text.charAt(place + i)) != part.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a folded part stands anywhere in a text. */
  static boolean isIn(String text, String part) {
    for (int i = 0; i <= text.length() - part.length(); i++) {
      if (fold(text.charAt(i)) == part.charAt(0) && isAt(text, i, part)) {
        return true;
      }
    }
    return false;
  }
}
