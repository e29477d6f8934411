// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import wubot.config.Durations;
import wubot.control.Version;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;

/** A help desk at work: does what a line asks for, and says so in a field. */
final class HelpTalk implements Reaction {

  private static final Duration LONGEST_SILENCE = Duration.ofDays(366);
  private static final int LONGEST_KEY = 500;
  private static final int MOST_SHOWN = 30;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final String SEE_HELP = "I do not know that. Say help for what I understand.";

  /** Something that was asked for cannot be done; the message is the answer. */
  private static final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String words) {
      super(words);
    }
  }

  private interface Answer {
    String to(ChatLine line, long now);
  }

  private final ReactionServices services;
  private final SilenceBook silences;
  private final boolean unknown;
  private final Map<String, String> help = new LinkedHashMap<>();
  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private final Set<String> elsewhere;

  /**
   * With what it works on.
   *
   * @param also commands that other rules understand, with what they do
   * @param unknown whether to answer what nobody understands
   */
  HelpTalk(
      ReactionServices services, SilenceBook silences, Map<String, String> also, boolean unknown) {
    this.services = services;
    this.silences = silences;
    this.unknown = unknown;
    this.elsewhere = also.keySet().stream().map(HelpTalk::small).collect(Collectors.toSet());
    offer("help", "what I understand", this::help);
    offer("status", "what wubot is doing, and what needs attention", this::status);
    offer(
        "silence",
        "MATCHER for 2h [because …]: holds back what matches a condition or a name",
        this::silence);
    offer("silences", "what is held back now", (line, now) -> silences(now));
    offer("unsilence", "ID: ends a silence", this::unsilence);
    offer("ack", "KEY [for 4h]: you take care of a problem, which is raised no further", this::ack);
    offer("show", "instance id: which wubot it is that answers", this::show);
    answers.put("show_instance_id", (line, now) -> instance());
    also.forEach(help::put);
  }

  private void offer(String command, String what, Answer answer) {
    help.put(command, what);
    answers.put(command, answer);
  }

  private static String small(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean wants(Message message) {
    ChatLine line = new ChatLine(message);
    return line.isLine() && !line.command().isEmpty() && !message.has(ChatLine.FLOW);
  }

  @Override
  public Optional<Set<String>> writes() {
    return Optional.of(HelpDesk.WRITES);
  }

  @Override
  public void react(Message message) {
    if (!wants(message) || message.isTrue("answer")) {
      return;
    }
    ChatLine line = new ChatLine(message);
    Answer answer = answers.get(line.command());
    long now = services.time().of(message);
    if (answer != null) {
      message.put("answer", said(answer, line, now));
    } else if (unknown
        && line.room().isEmpty()
        && !elsewhere.contains(line.command())
        && !services.conversations().isUnderway(line.person(), now)) {
      message.put("answer", SEE_HELP);
      message.put(Reply.NOT_UNDERSTOOD, true);
    }
  }

  private static String said(Answer answer, ChatLine line, long now) {
    try {
      return answer.to(line, now);
    } catch (Refusal e) {
      return e.getMessage();
    } catch (ReactionFailure e) {
      return "That did not work: " + e.getMessage();
    }
  }

  private String help(ChatLine line, long now) {
    String about = small(line.args());
    if (about.isEmpty()) {
      return help.entrySet().stream()
          .map(entry -> entry.getKey() + " " + dash(entry.getValue()))
          .collect(Collectors.joining("\n"));
    }
    return help.entrySet().stream()
        .filter(entry -> small(entry.getKey()).equals(about))
        .map(entry -> entry.getKey() + " " + dash(entry.getValue()))
        .findFirst()
        .orElse(SEE_HELP);
  }

  /** Arguments stand behind the command, an explanation behind a dash. */
  private static String dash(String what) {
    return what.contains(": ") ? what.replaceFirst(": ", " – ") : "– " + what;
  }

  private String status(ChatLine line, long now) {
    return HomeBrief.of(services.home(), services.host(), services.clock().instant());
  }

  private String show(ChatLine line, long now) {
    if (!small(line.args()).equals("instance id")) {
      throw new Refusal("I can show instance id.");
    }
    return instance();
  }

  private String instance() {
    return services.instance() + ", wubot " + Version.CURRENT;
  }

  private String silence(ChatLine line, long now) {
    Matcher parts =
        Pattern.compile(
                "(?s)(.*)\\sfor\\s+(\\S+)(?:\\s+because\\s+(.*))?", Pattern.CASE_INSENSITIVE)
            .matcher(line.args());
    if (!parts.matches()) {
      throw new Refusal(
          "Say what and how long: silence joe for 2h because of new disks, or silence hostname = joe"
              + " AND status = WARNING for 2h.");
    }
    String matcher = matcher(parts.group(1).strip());
    Duration length =
        Durations.parse(parts.group(2))
            .filter(d -> !d.isNegative() && !d.isZero() && d.compareTo(LONGEST_SILENCE) <= 0)
            .orElseThrow(
                () ->
                    new Refusal("'" + parts.group(2) + "' is no length of time such as 2h or 1d."));
    String reason = parts.group(3) == null ? "silenced in the chat" : parts.group(3).strip();
    var unused =
        allowed(
            () -> {
              SilenceBook.plain(reason);
              return reason;
            });
    String id =
        UUID.nameUUIDFromBytes(line.event().getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, 6);
    try {
      silences.add(
          new SilenceBook.Entry(id, matcher, now, now + length.toSeconds(), reason, line.from()),
          now);
    } catch (IllegalArgumentException e) {
      throw new Refusal("No more: " + e.getMessage() + ".");
    }
    return "Silence " + id + " until " + moment(now + length.toSeconds()) + ": " + matcher;
  }

  /** A single word is the name of a host or a key; anything else is a condition. */
  private String matcher(String text) {
    if (text.isEmpty()) {
      throw new Refusal("Say what is to be silent: a host, a key or a condition.");
    }
    return allowed(() -> SilenceBook.matcher(text, zone()));
  }

  private static <T> T allowed(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage());
    }
  }

  private String silences(long now) {
    List<SilenceBook.Entry> all = silences.at(now);
    if (all.isEmpty()) {
      return "Nothing is silenced.";
    }
    String shown =
        all.stream()
            .limit(MOST_SHOWN)
            .map(
                entry ->
                    entry.id()
                        + " until "
                        + moment(entry.until())
                        + " by "
                        + entry.by()
                        + ": "
                        + entry.matcher()
                        + " ("
                        + entry.reason()
                        + ")")
            .collect(Collectors.joining("\n"));
    return all.size() > MOST_SHOWN ? shown + "\nand " + (all.size() - MOST_SHOWN) + " more" : shown;
  }

  private String unsilence(ChatLine line, long now) {
    String id = small(line.args());
    if (!silences.remove(id, now)) {
      throw new Refusal("There is no silence '" + id + "'. Say silences for those there are.");
    }
    return "Silence " + id + " is over.";
  }

  private String ack(ChatLine line, long now) {
    Matcher parts =
        Pattern.compile("(?s)(.+?)(?:\\s+for\\s+(\\S+))?", Pattern.CASE_INSENSITIVE)
            .matcher(line.args());
    if (!parts.matches() || parts.group(1).length() > LONGEST_KEY) {
      throw new Refusal("Say which problem: ack KEY, by the key in what you were told.");
    }
    OptionalLong seconds = OptionalLong.empty();
    if (parts.group(2) != null) {
      Optional<Duration> length = Durations.parse(parts.group(2)).filter(d -> !d.isNegative());
      if (length.isEmpty()) {
        throw new Refusal("'" + parts.group(2) + "' is no length of time such as 4h or 1d.");
      }
      seconds = OptionalLong.of(length.get().toSeconds());
    }
    String key = parts.group(1).strip();
    Acknowledgements.of(services).note(key, line.from(), now, seconds);
    return line.from()
        + " takes care of "
        + key
        + (seconds.isPresent() ? " until " + moment(now + seconds.getAsLong()) : "")
        + ".";
  }

  private ZoneId zone() {
    return services.clock().getZone();
  }

  private String moment(long second) {
    return TIME.format(Instant.ofEpochSecond(second).atZone(zone()));
  }
}
