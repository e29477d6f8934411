// SPDX-License-Identifier: Apache-2.0
package wubot.check;

/**
 * Text for a regular expression that can be interrupted: a pattern that would run for ever ends
 * when the check's deadline interrupts its thread.
 */
final class PatientText implements CharSequence {

  private static final int LOOK_EVERY = 4096;

  private final CharSequence text;
  private int reads;

  /** Around the text to search. */
  PatientText(CharSequence text) {
    this.text = text;
  }

  /** The pattern was still running when its thread was interrupted. */
  static final class GaveUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GaveUp() {
      super("a regular expression took too long; simplify it");
    }
  }

  @Override
  public char charAt(int index) {
    if (++reads % LOOK_EVERY == 0 && Thread.currentThread().isInterrupted()) {
      throw new GaveUp();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
