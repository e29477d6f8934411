// SPDX-License-Identifier: Apache-2.0
package wubot.message;

/** Bytes that are not a message in the binary form, or exceed its bounds. */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what is wrong, for people. */
  public MalformedMessageException(String problem) {
    super(problem);
  }
}
