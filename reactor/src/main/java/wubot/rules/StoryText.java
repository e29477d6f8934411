// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import wubot.cli.Printable;
import wubot.message.Fields;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;

/** Tells people the way of a message. */
final class StoryText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final PrintWriter out;
  private final ZoneId zone;
  private final Fates fates;

  StoryText(PrintWriter out, ZoneId zone, Fates fates) {
    this.out = out;
    this.zone = zone;
    this.fates = fates;
  }

  /** A message with everything that happened to it. */
  void print(QueueRecord record, Instant appended, Memory.Told told) {
    Message message = record.message();
    line(0, headline(record));
    line(
        1,
        "made "
            + made(message)
            + arrived(message)
            + ", record "
            + record.sequence()
            + " here "
            + time(appended));
    line(1, basis(told));
    out.println();
    for (Story.Stop stop : told.story().stops()) {
      print(stop, message.identity());
    }
    told.story().lastRule().ifPresent(rule -> line(1, "ended at '" + rule + "' (last_rule)"));
    out.println();
  }

  private static String basis(Memory.Told told) {
    if (told.elsewhere().isPresent()) {
      return "of "
          + told.elsewhere().get()
          + ", which this member has never held: what the rules of now would do, without state; ask"
          + " the member that holds it (wubot group status)";
    }
    return told.version()
        .map(version -> "the rules of then, version " + version)
        .orElse("what reactions did was not noted; told by the rules of now, without state");
  }

  private void print(Story.Stop stop, Optional<Identity> identity) {
    Rule rule = stop.rule();
    int depth = 1 + rule.path().split(" / ", -1).length - rule.name().split(" / ", -1).length;
    line(depth, (stop.decision().held() ? "+ " : "- ") + rule.name() + "   " + rule.place());
    line(depth + 2, stop.why());
    for (Story.Deed deed : stop.work()) {
      Rule.Step step = rule.step().orElseThrow();
      String name = step.type().name();
      for (String change : deed.changes()) { // one that was removed has no value behind it
        line(depth + 2, name + (change.contains(": ") ? " set " : ": ") + change);
      }
      if (deed.problem().isPresent()) {
        line(depth + 2, name + " FAILED: " + deed.problem().get());
      } else if (deed.acted() && step.type().work() == Work.DELIVERY && identity.isPresent()) {
        line(depth + 2, name + ": " + fates.of(identity.get(), rule.path()));
      } else if (deed.acted()) {
        line(depth + 2, name + " acted" + (deed.told().isEmpty() ? "" : ": " + deed.told()));
      } else if (step.type().work() == Work.DELIVERY) {
        line(depth + 2, name + " did nothing: " + unwanted(stop));
      }
    }
  }

  private static String unwanted(Story.Stop stop) {
    return "the message has no subject, or is quiet (rule '" + stop.rule().name() + "')";
  }

  /** Who, what, when on one line. */
  String headline(QueueRecord record) {
    Message message = record.message();
    String id = message.identity().map(Identity::toString).orElse("#" + record.sequence());
    String subject = message.text(Fields.SUBJECT);
    return id
        + "  "
        + message.text(Fields.KEY)
        + (message.isTrue(Fields.STATUS) ? "  " + message.text(Fields.STATUS) : "")
        + (subject.isEmpty() ? "  (no subject)" : "  " + subject);
  }

  private static String arrived(Message message) {
    return (message.isTrue(Fields.HOSTNAME) ? " on " + message.text(Fields.HOSTNAME) : "")
        + (message.hops().isEmpty() ? "" : ", came over " + String.join(", ", message.hops()));
  }

  private String made(Message message) {
    return message.number(Fields.LASTUPDATE).stream()
        .filter(seconds -> seconds >= 0 && seconds < 2e11)
        .mapToObj(seconds -> time(Instant.ofEpochSecond((long) seconds)))
        .findFirst()
        .orElse("at a time that it does not tell");
  }

  String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  private void line(int depth, String text) {
    out.println("  ".repeat(depth) + Printable.line(text));
  }
}
