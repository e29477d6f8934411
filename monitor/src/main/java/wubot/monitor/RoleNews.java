// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import wubot.group.RoleEvent;
import wubot.group.StartType;
import wubot.message.Message;

/** Messages about shared checks that moved or cannot run, for rules to react to. */
final class RoleNews {

  /** What people may want to hear of; the rest follows these, or comes with every stop. */
  private static final Set<RoleEvent.Kind> NOTABLE =
      EnumSet.of(
          RoleEvent.Kind.STARTED,
          RoleEvent.Kind.START_FAILED,
          RoleEvent.Kind.FAILED,
          RoleEvent.Kind.FENCED,
          RoleEvent.Kind.YIELDED,
          RoleEvent.Kind.MOVE_FAILED);

  private final String node;
  private final Envelopes envelopes;
  private final Consumer<Message> queue;

  /** Makes what messages about a check have in common. */
  interface Envelopes {

    /** For what has this key. */
    Envelope of(String key);
  }

  /**
   * Of a member.
   *
   * @param queue takes messages; must return at once
   */
  RoleNews(String node, Envelopes envelopes, Consumer<Message> queue) {
    this.node = node;
    this.envelopes = envelopes;
    this.queue = queue;
  }

  /** Tells of something that happened. */
  void tell(RoleEvent event) {
    message(event).ifPresent(queue);
  }

  private Optional<Message> message(RoleEvent event) {
    boolean moved = !(event.type().orElseGet(StartType.Normal::new) instanceof StartType.Normal);
    boolean mere = event.kind() == RoleEvent.Kind.STARTED && !moved;
    if (!event.role().startsWith("check/") || !NOTABLE.contains(event.kind()) || mere) {
      return Optional.empty();
    }
    String kind = event.kind().name().toLowerCase(Locale.ROOT);
    Message message =
        Message.empty()
            .with("role", event.role())
            .with("event", kind)
            .with("token", event.token())
            .with("member", node)
            .with(
                "subject",
                event.role()
                    + " "
                    + kind.replace('_', ' ')
                    + " on "
                    + node
                    + event.type().map(type -> " (" + type.describe() + ")").orElse("")
                    + (event.why().isEmpty() ? "" : ": " + event.why()));
    event.type().ifPresent(type -> message.put("start_type", type.describe().split(" ", 2)[0]));
    return Optional.of(envelopes.of("Group-" + event.role()).fill(message));
  }
}
