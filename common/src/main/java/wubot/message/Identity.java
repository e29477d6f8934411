// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.Objects;

/**
 * Who made a message first, and as which one: made once and kept over every hop.
 *
 * @param origin short name of the host whose queue accepted the message first
 * @param incarnation number made with that queue; a queue made anew has another
 * @param sequence position among the messages this incarnation was the first to accept, from 1,
 *     without gaps
 */
public record Identity(String origin, long incarnation, long sequence)
    implements Comparable<Identity> {

  /** Checks the parts; throws IllegalArgumentException for an empty origin or negative numbers. */
  public Identity {
    Objects.requireNonNull(origin, "origin");
    if (origin.isEmpty() || origin.indexOf('/') >= 0) {
      throw new IllegalArgumentException("origin must be a host name, was '" + origin + "'");
    }
    if (incarnation < 0 || sequence < 1) {
      throw new IllegalArgumentException(
          "incarnation and sequence start at 0 and 1, were " + incarnation + " and " + sequence);
    }
  }

  /**
   * Reads the form that {@link #toString} writes.
   *
   * @throws IllegalArgumentException when the text is not of the form origin/incarnation/sequence
   */
  public static Identity parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a message id; it looks like joe/k3f9x2/42");
    }
    try {
      return new Identity(parts[0], Long.parseLong(parts[1], 36), Long.parseLong(parts[2]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a message id; it looks like joe/k3f9x2/42", e);
    }
  }

  @Override
  public int compareTo(Identity other) {
    int byOrigin = origin.compareTo(other.origin);
    if (byOrigin != 0) {
      return byOrigin;
    }
    int byIncarnation = Long.compare(incarnation, other.incarnation);
    return byIncarnation != 0 ? byIncarnation : Long.compare(sequence, other.sequence);
  }

  /** The id people see and type: {@code joe/k3f9x2/42}, the incarnation in base 36. */
  @Override
  public String toString() {
    return origin + '/' + Long.toString(incarnation, 36) + '/' + sequence;
  }
}
