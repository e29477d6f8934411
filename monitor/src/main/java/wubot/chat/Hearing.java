// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.relay.Reports;
import wubot.xmpp.Address;
import wubot.xmpp.AllowList;
import wubot.xmpp.Said;

/** Makes messages of the lines that are said to wubot by those who may. */
final class Hearing {

  private static final int LONGEST_COMMAND = 100;

  private final ChatConfig config;
  private final AllowList allow;
  private final Clock clock;
  private final Reports reports;
  private final Function<Address, Optional<String>> nicks;
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final AtomicLong tooLong = new AtomicLong();
  private final AtomicLong tooMany = new AtomicLong();

  /**
   * With its collaborators.
   *
   * @param nicks the name wubot goes by in a room, empty while it is not inside
   */
  Hearing(
      ChatConfig config, Clock clock, Reports reports, Function<Address, Optional<String>> nicks) {
    this.config = config;
    this.allow = new AllowList(config.allow());
    this.clock = clock;
    this.reports = reports;
    this.nicks = nicks;
  }

  /** Words for us, and what showed that they are. */
  private record Words(String text, String addressed) {}

  long heard() {
    return heard.get();
  }

  long strangers() {
    return strangers.get();
  }

  long tooLong() {
    return tooLong.get();
  }

  /** The message that a line makes; empty when it is not for us, or not to be read. */
  Optional<Message> hear(Said said) {
    Optional<Words> words = words(said);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    if (!allowed(said)) {
      drop(
          strangers,
          "a line of " + speaker(said) + " was dropped",
          "only those in allow are read; if it is one of your people, add them");
      return Optional.empty();
    }
    if (said.text().length() > config.longest()) {
      drop(
          tooLong,
          "a line of " + speaker(said) + " was dropped, of " + said.text().length() + " characters",
          "longest allows " + config.longest());
      return Optional.empty();
    }
    String text = plain(words.get().text());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    heard.incrementAndGet();
    return Optional.of(message(said, text, words.get().addressed()));
  }

  /** More is said than the main queue takes. */
  void overrun() {
    drop(tooMany, "a line was dropped", "more is said than can be written to the disk");
  }

  private void drop(AtomicLong counter, String what, String why) {
    long number = counter.incrementAndGet();
    if (Long.bitCount(number) == 1) {
      reports.warn(what + ", " + number + " so far: " + why);
    }
  }

  /** Who is in a room is up to the room; who takes which name in it is not. */
  private boolean allowed(Said said) {
    return allow.allows(said.person().orElse(said.from()))
        || said.room().filter(allow::allows).isPresent();
  }

  private static String speaker(Said said) {
    return said.person().map(Address::bare).orElse(said.from()).toString();
  }

  private Optional<Words> words(Said said) {
    String text = said.text().strip();
    if (text.startsWith(config.prefix())) {
      return Optional.of(new Words(text.substring(config.prefix().length()).strip(), "prefix"));
    }
    if (said.room().isEmpty()) {
      return Optional.of(new Words(text, "chat"));
    }
    return nicks
        .apply(said.room().get())
        .filter(nick -> text.length() > nick.length())
        .filter(nick -> text.regionMatches(true, 0, nick, 0, nick.length()))
        .filter(nick -> ":,".indexOf(text.charAt(nick.length())) >= 0)
        .map(nick -> text.substring(nick.length() + 1).strip())
        .map(
            rest ->
                rest.startsWith(config.prefix())
                    ? new Words(rest.substring(config.prefix().length()).strip(), "prefix")
                    : new Words(rest, "name"));
  }

  /** Without what moves a terminal's cursor. */
  private static String plain(String text) {
    return text.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "").strip();
  }

  private Message message(Said said, String text, String addressed) {
    String[] parts = text.split("\\s+", 2);
    String first = parts[0].toLowerCase(Locale.ROOT);
    Message message =
        Message.of("command", first.substring(0, Math.min(first.length(), LONGEST_COMMAND)))
            .with("args", parts.length == 1 ? "" : parts[1])
            .with("body", text)
            .with("addressed", addressed)
            .with("from", speaker(said))
            .with("room", said.room().map(Address::toString).orElse(""));
    said.room()
        .flatMap(room -> said.from().resource())
        .ifPresent(nick -> message.put("nick", nick));
    message.put("reply_to", answersTo(said).toString());
    said.id().ifPresent(id -> message.put("event_id", id));
    Instant now = clock.instant();
    Instant when = said.delayed().filter(now::isAfter).orElse(now);
    message.put(Fields.LASTUPDATE, when.getEpochSecond());
    return message;
  }

  /** The room; the speaker, at whichever device; or, for a word aside, the occupant of a room. */
  private Address answersTo(Said said) {
    boolean aside = config.rooms().contains(said.from().bare());
    return said.room().orElse(aside ? said.from() : said.from().bare());
  }
}
