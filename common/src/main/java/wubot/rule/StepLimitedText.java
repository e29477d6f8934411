// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

/** A text that can be read only so many times, so that matching it always comes to an end. */
final class StepLimitedText implements CharSequence {

  private final String text;
  private long stepsLeft;

  StepLimitedText(String text, long steps) {
    this.text = text;
    this.stepsLeft = steps;
  }

  @Override
  public char charAt(int index) {
    if (--stepsLeft < 0) {
      throw new Exhausted();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }

  /** The steps are used up. */
  static final class Exhausted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("too many steps", null, false, false);
    }
  }
}
