// SPDX-License-Identifier: Apache-2.0
package wubot.check;

/** How the thing looked at is, in the words of the field {@code status}; in order of badness. */
enum Status {
  OK,
  UNKNOWN,
  WARNING,
  CRITICAL;

  /** The worse of the two. */
  Status worse(Status other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** A subject line: the status, then what there is to say. */
  String says(String text) {
    return name() + ": " + text;
  }
}
