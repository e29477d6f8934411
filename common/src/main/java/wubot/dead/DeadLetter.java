// SPDX-License-Identifier: Apache-2.0
package wubot.dead;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import wubot.message.Message;

/**
 * A message that a rule could not handle, and why.
 *
 * @param sequence its number among the dead letters
 * @param time when it was given up
 * @param rule the path of the rule
 * @param reaction the plugin that failed, {@value #CONDITION} when it was the condition
 * @param error what went wrong
 * @param message the message as the rule met it, without the fields about its failure
 */
public record DeadLetter(
    long sequence, Instant time, String rule, String reaction, String error, Message message) {

  /** The reaction of a letter whose rule's condition failed. */
  public static final String CONDITION = "condition";

  private static final String PREFIX = "dead.";

  /** The field with the rule that failed. */
  public static final String RULE = PREFIX + "rule";

  /** The field with the reaction it has. */
  public static final String REACTION = PREFIX + "reaction";

  /** The field with what went wrong. */
  public static final String ERROR = PREFIX + "error";

  /** The field with the time it was given up, in seconds since 1970. */
  public static final String TIME = PREFIX + "time";

  /** The form in which it goes into the queue. */
  public static Message letter(
      Message message, String rule, String reaction, String error, Instant now) {
    return message
        .copy()
        .with(RULE, rule)
        .with(REACTION, reaction)
        .with(ERROR, error)
        .with(TIME, now.getEpochSecond());
  }

  /** Reads that form; empty when the record is something else. */
  static Optional<DeadLetter> read(long sequence, Message record, Instant appended) {
    if (!record.has(RULE)) {
      return Optional.empty();
    }
    OptionalDouble seconds = record.number(TIME);
    Message message = record.copy();
    record.names().stream().filter(name -> name.startsWith(PREFIX)).forEach(message::remove);
    return Optional.of(
        new DeadLetter(
            sequence,
            seconds.isPresent() ? Instant.ofEpochSecond((long) seconds.getAsDouble()) : appended,
            record.text(RULE),
            record.text(REACTION),
            record.text(ERROR),
            message));
  }
}
