// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

/** A batch that cannot be read, or is larger than anybody honest would make it. */
final class MalformedBatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedBatchException(String problem) {
    super(problem);
  }
}
