// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/** How a member stands to its group. */
public sealed interface MemberState {

  /** It has not been in yet; {@code why} says what it waits for. */
  record Joining(String why) implements MemberState {}

  /** It is in and the store answers. */
  record Present() implements MemberState {}

  /** The store is away; it comes back by itself. */
  record Degraded(String why) implements MemberState {}

  /** Another process has its name; it is let in when that one has gone. */
  record Refused(String why) implements MemberState {}

  /** It has left for good. */
  record Left() implements MemberState {}

  /** Whether it is in and the store answers. */
  default boolean isPresent() {
    return this instanceof Present;
  }

  /** One word or a short sentence, for people. */
  default String describe() {
    if (this instanceof Joining joining) {
      return "joining: " + joining.why();
    } else if (this instanceof Degraded degraded) {
      return "degraded: " + degraded.why();
    } else if (this instanceof Refused refused) {
      return "refused: " + refused.why();
    }
    return isPresent() ? "present" : "left";
  }
}
