// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * A command on its way to whoever holds something.
 *
 * @param key of its record
 * @param to the resource or role
 * @param from the member that sent it
 * @param command text, usually JSON
 * @param ttl it is gone after so long
 * @param state where it stands
 * @param token of the holder that took it; 0 before
 * @param answer of that holder; empty before
 * @param writing made anew for every writing, to know it again
 */
public record MailboxLetter(
    String key,
    String to,
    String from,
    String command,
    Duration ttl,
    State state,
    long token,
    String answer,
    String writing) {

  /** Where a letter stands. */
  public enum State {
    /** Nobody has taken it. */
    SENT,
    /** A holder took it and has not answered. */
    TAKEN,
    /** Answered. */
    ANSWERED
  }

  static MailboxLetter read(Entry entry) {
    Document text = Document.of(entry);
    return new MailboxLetter(
        entry.key(),
        text.text("to").orElse(""),
        text.text("from").orElse(""),
        text.text("command").orElse(""),
        Duration.ofMillis(text.number("ttl").orElse(30_000)),
        switch (text.text("state").orElse("")) {
          case "TAKEN" -> State.TAKEN;
          case "ANSWERED" -> State.ANSWERED;
          default -> State.SENT;
        },
        text.number("token").orElse(0),
        text.text("answer").orElse(""),
        text.text("writing").orElse(""));
  }

  String text() {
    return Document.empty()
        .with("to", to)
        .with("from", from)
        .with("command", command)
        .with("ttl", ttl.toMillis())
        .with("state", state.name())
        .with("token", token)
        .with("answer", answer)
        .with("writing", writing)
        .toText();
  }

  MailboxLetter next(State now, long holder, String says, String by) {
    return new MailboxLetter(key, to, from, command, ttl, now, holder, says, by);
  }
}
