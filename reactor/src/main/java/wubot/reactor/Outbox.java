// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.Reaction;

/**
 * The side of a delivery that stands in the tree: it puts the messages that the delivery wants into
 * a queue, and adds when it did.
 */
final class Outbox implements Reaction {

  /** When the message was put in the outbox, in seconds since 1970; taken off before delivery. */
  static final String SINCE = "outbox.since";

  private final Reaction delivery;
  private final Outlet queue;
  private final Clock clock;
  private final Consumer<Outbox> closed;
  private final Optional<Function<Message, String>> namer;
  private final boolean gate;

  /**
   * An outbox in the tree.
   *
   * @param delivery tells which messages it wants
   * @param queue where they go
   * @param closed told when the rule is gone
   * @param gate whether the delivery is a gate: what passes it, it says by itself later
   * @param namer what all members call the event, when members of a group share this outbox
   */
  Outbox(
      Reaction delivery,
      Outlet queue,
      Clock clock,
      Consumer<Outbox> closed,
      boolean gate,
      Optional<Function<Message, String>> namer) {
    this.gate = gate;
    this.namer = namer;
    this.delivery = delivery;
    this.queue = queue;
    this.clock = clock;
    this.closed = closed;
  }

  /** The outboxes below wubot's home. */
  static Path directory(Path home) {
    return home.resolve("queue").resolve("outbox");
  }

  /** The name of a directory for a rule: its name in small letters, with dashes between words. */
  static String name(String rule) {
    String name =
        rule.toLowerCase(Locale.ROOT).replace("#", "rule-").replaceAll("[^\\p{L}\\p{Nd}]+", "-");
    name = name.replaceAll("^-|-$", "");
    return name.length() > 80 ? name.substring(0, 80) : name;
  }

  @Override
  public void react(Message message) {
    if (delivery.wants(message)) {
      Message kept = message.copy().with(SINCE, clock.instant().getEpochSecond());
      namer.ifPresent(name -> kept.put(EventName.FIELD, name.apply(message)));
      queue.put(kept);
    }
  }

  @Override
  public Verdict admit(Message message) {
    react(message);
    return gate ? Verdict.ASIDE : Verdict.PASS;
  }

  @Override
  public OptionalLong ripe(EventTime time) {
    return delivery.ripe(time);
  }

  @Override
  public List<Message> speak(EventTime time) {
    return delivery.speak(time);
  }

  @Override
  public boolean wants(Message message) {
    return delivery.wants(message);
  }

  @Override
  public Optional<Set<String>> writes() {
    return Optional.of(Set.of());
  }

  @Override
  public void close() {
    closed.accept(this);
  }

  /** When the message was put in; now, when it does not say so. */
  static Instant since(Message message, Instant now) {
    return message.number(SINCE).stream()
        .mapToObj(seconds -> Instant.ofEpochSecond((long) seconds))
        .findFirst()
        .orElse(now);
  }
}
