// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/** Collects messages until it is time to make one of them. */
final class DigestGate extends Gate {

  private static final int LONGEST_LINE = 500;
  private static final int MOST_MAKERS = 100;
  private static final List<String> BY_WEIGHT = List.of("OK", "UNKNOWN", "WARNING", "CRITICAL");

  /** When a digest is made: after a time, at a time of day, or when there are so many. */
  record Closing(long every, Optional<LocalTime> at, ZoneId zone, long full) {

    long after(long now) {
      if (at.isEmpty()) {
        return now + every;
      }
      ZonedDateTime from = Instant.ofEpochSecond(now).atZone(zone);
      ZonedDateTime today = from.toLocalDate().atTime(at.get()).atZone(zone);
      ZonedDateTime next =
          today.isAfter(from)
              ? today
              : from.toLocalDate().plusDays(1).atTime(at.get()).atZone(zone);
      return next.toEpochSecond();
    }
  }

  /** What it looks like. */
  record Look(int lines, Template line, Template subject) {}

  private final String rule;
  private final Closing closing;
  private final Look look;
  private final boolean hasKey;

  DigestGate(ReactionServices services, GateKey key, Closing closing, Look look) {
    super("Digest", key, services);
    this.rule = services.rule();
    this.closing = closing;
    this.look = look;
    this.hasKey = !key.template().orElseThrow().toString().isEmpty();
  }

  @Override
  Verdict meet(Memory memory, Message message, long now) {
    if (memory.isNew()) {
      memory.mark("since", now);
      memory.wakeAt(closing.after(now));
    }
    long count = memory.number("count", 0) + 1;
    memory.put("count", count);
    List<Object> lines = memory.list("lines");
    if (lines.size() < look.lines()) {
      String line = Noticed.oneLine(look.line().fill(message)).strip();
      lines.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE - 1) + "…" : line);
      memory.put("lines", lines);
    }
    String status = message.text(Fields.STATUS);
    if (BY_WEIGHT.indexOf(status) > BY_WEIGHT.indexOf(memory.text("status"))) {
      memory.put("status", status);
    }
    List<Object> makers = memory.list("makers");
    for (Object maker : madeBy(message)) {
      if (makers.size() < MOST_MAKERS && !makers.contains(maker)) {
        makers.add(maker);
        memory.put("makers", makers);
      }
    }
    if (count >= closing.full()) {
      close(memory, now);
    }
    return Verdict.HOLD;
  }

  @Override
  void wake(Memory memory, long due) {
    close(memory, due);
  }

  @Override
  void evict(Memory memory, long now) {
    close(memory, now);
  }

  private void close(Memory memory, long moment) {
    long count = memory.number("count", 0);
    long since = memory.moment("since", moment);
    List<Object> lines = memory.list("lines");
    String body = lines.stream().map(Object::toString).collect(Collectors.joining("\n"));
    Message digest =
        Message.of(Fields.KEY, "Digest-" + rule)
            .with("digest_count", count)
            .with("digest_since", since)
            .with("digest_until", moment)
            .with("digest_for", Spans.print(moment - since));
    if (hasKey) {
      digest.put("digest_key", memory.key());
    }
    if (!memory.text("status").isEmpty()) {
      digest.put(Fields.STATUS, memory.text("status"));
    }
    digest.put(Fields.SUBJECT, look.subject().fill(digest));
    digest.put(
        "body", count > lines.size() ? body + "\n… and " + (count - lines.size()) + " more" : body);
    digest.put(MADE_BY, memory.list("makers"));
    say(digest, moment);
    memory.forget();
  }
}
