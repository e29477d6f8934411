// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * What follows from one run: messages for the queue, what to remember once they are on it, and when
 * to look again.
 *
 * @param messages in order, without the standard fields
 * @param memory to remember after the messages were accepted
 * @param again when to look again, empty for the regular delay
 */
record Turn(List<Message> messages, Memory memory, Optional<Duration> again) {

  /**
   * Draws the conclusions.
   *
   * @param instance whose run it was; its secrets are taken out of errors
   * @param before what was remembered when the run began
   */
  static Turn after(Outcome outcome, Instance instance, Memory before, Instant now) {
    Duration delay = instance.delay();
    if (outcome instanceof Outcome.Found found) {
      return found(found.result(), instance.key(), before, now);
    }
    if (outcome instanceof Outcome.Failed failed) {
      String error = instance.values().redact(failed.problem());
      String first = error.lines().findFirst().orElse("");
      String subject = first.startsWith("CRITICAL: ") ? first : "CRITICAL: " + first;
      return failed(subject, error, delay, before, now);
    }
    if (outcome instanceof Outcome.TimedOut late) {
      double seconds = late.limit().toMillis() / 1000.0;
      String subject = "Timed out after " + FieldValue.text(seconds) + " seconds";
      String error =
          late.abandoned()
              ? subject + "; it ignores the interruption and is not started again until it returns"
              : subject;
      return failed(subject, error, delay, before, now);
    }
    return new Turn(List.of(), before, Optional.empty());
  }

  private static Turn found(CheckResult result, String key, Memory before, Instant now) {
    List<Message> messages = new ArrayList<>();
    before.episode().ifPresent(episode -> messages.add(episode.recovered(key, now)));
    messages.addAll(result.messages());
    CheckState state = result.state().orElse(before.check());
    return new Turn(messages, new Memory(Optional.of(now), Optional.empty(), state), result.next());
  }

  private static Turn failed(
      String subject, String error, Duration delay, Memory before, Instant now) {
    Episode episode =
        before.episode().map(e -> e.again(error)).orElseGet(() -> Episode.begin(now, error));
    List<Message> messages =
        before.episode().isPresent() ? List.of() : List.of(episode.critical(subject));
    return new Turn(
        messages,
        new Memory(Optional.of(now), Optional.of(episode), before.check()),
        Optional.of(episode.delay(delay)));
  }

  /** Whether forgetting this turn would repeat or lose a message. */
  boolean matters(Memory before) {
    return !memory.check().equals(before.check())
        || memory.episode().isPresent() != before.episode().isPresent();
  }
}
