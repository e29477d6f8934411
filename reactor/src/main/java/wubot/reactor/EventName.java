// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.Optional;
import wubot.group.ClaimId;
import wubot.message.Identity;
import wubot.message.Message;

/**
 * What all members of a group call the event that a message tells of, kept beside the message while
 * it waits in an outbox.
 */
final class EventName {

  /** The field of a message in which somebody outside names the event, e.g. a chat's message id. */
  static final String EVENT_ID = "event_id";

  /** Of an outbox record; taken off before delivery. */
  static final String FIELD = "outbox.event";

  private static final String NAMED = "named:";
  private static final String IDENTITY = "identity:";

  /** Told by this member of itself: nobody else has it. */
  static final String MINE = "mine";

  private EventName() {}

  /** A name that somebody gave. */
  static String named(String name) {
    return NAMED + name;
  }

  /** The name of the message as it is walked, to be kept in {@link #FIELD}. */
  static String of(Message message) {
    String given = message.text(EVENT_ID);
    if (!given.isEmpty()) {
      return NAMED + given;
    }
    return message.identity().map(identity -> IDENTITY + identity).orElse("");
  }

  /** What to claim for an outbox record; empty when members have no common name for it. */
  static Optional<ClaimId> claim(Message record, String rule) {
    String name = record.text(FIELD);
    if (name.startsWith(NAMED)) {
      return Optional.of(ClaimId.named(rule, name.substring(NAMED.length())));
    }
    return name.startsWith(IDENTITY)
        ? Optional.of(ClaimId.of(Identity.parse(name.substring(IDENTITY.length())), rule, 0))
        : Optional.empty();
  }
}
