// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.util.Optional;
import wubot.message.Identity;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;
import wubot.reactor.ReactorPlaces;

/** What became of deliveries, as far as the queues show. */
final class Fates {

  private final Path home;

  Fates(Path home) {
    this.home = home;
  }

  /** What became of the delivery of a message by a rule, in words. */
  String of(Identity message, String rule) {
    Optional<String> letter = deadLetter(message, rule);
    if (letter.isPresent()) {
      return "not delivered: " + letter.get() + " (see the dead letters)";
    }
    Optional<StoredQueue> outbox = StoredQueue.at(ReactorPlaces.outbox(home, rule));
    if (outbox.isEmpty()) {
      return "put in its outbox, which is not there any more";
    }
    long committed =
        outbox.get().cursors().stream()
            .filter(place -> place.name().equals(ReactorPlaces.courier()))
            .mapToLong(StoredQueue.Place::committed)
            .findFirst()
            .orElse(0);
    try (RecordStream records = outbox.get().read(1)) {
      while (records.advance()) {
        if (records.record().flatMap(r -> r.message().identity()).equals(Optional.of(message))) {
          return records.sequence() <= committed ? "delivered" : "waits in its outbox";
        }
      }
    }
    return "put in its outbox, and no longer kept there";
  }

  private Optional<String> deadLetter(Identity message, String rule) {
    Optional<StoredQueue> dead = StoredQueue.at(ReactorPlaces.deadLetters(home));
    if (dead.isEmpty()) {
      return Optional.empty();
    }
    try (RecordStream records = dead.get().read(1)) {
      while (records.advance()) {
        Optional<String> error =
            records
                .record()
                .filter(r -> r.message().identity().equals(Optional.of(message)))
                .filter(r -> r.message().text("dead.rule").equals(rule))
                .map(r -> r.message().text("dead.error"));
        if (error.isPresent()) {
          return error;
        }
      }
    }
    return Optional.empty();
  }
}
