// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.QueueRecord;

/**
 * Records as lines for people: sequence, time, id, key, and the subject or else the fields that
 * carry what the message says. Columns grow with what is in them. One thread at a time.
 */
public final class RecordText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999
  private static final int WIDEST_COLUMN = 40;
  private static final int LONGEST_VALUE = 40;
  private static final int LONGEST_TEXT = 300;

  /** Fields that have a column already, or that say nothing about the message. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          Fields.KEY,
          Fields.PLUGIN,
          Fields.HOSTNAME,
          Fields.LASTUPDATE,
          Fields.COLOR,
          Fields.NOFORWARD,
          Fields.RULE_LOG);

  private final ZoneId zone;
  private int sequenceWidth = 1;
  private int idWidth = 1;
  private int keyWidth = 1;

  /** With the time zone to tell times in. */
  public RecordText(ZoneId zone) {
    this.zone = zone;
  }

  /** The record on one line; its time is that of lastupdate, else that of its arrival here. */
  public String line(QueueRecord record, Instant appended) {
    Message message = record.message();
    String sequence = Long.toString(record.sequence());
    sequenceWidth = Math.max(sequenceWidth, sequence.length());
    String id = Printable.line(message.identity().map(Identity::toString).orElse("-"));
    idWidth = Math.max(idWidth, Math.min(WIDEST_COLUMN, id.length()));
    String key = message.has(Fields.KEY) ? Printable.line(message.text(Fields.KEY)) : "-";
    keyWidth = Math.max(keyWidth, Math.min(WIDEST_COLUMN, key.length()));
    return String.join(
            "  ",
            " ".repeat(sequenceWidth - sequence.length()) + sequence,
            time(message, appended),
            padded(id, idWidth),
            padded(key, keyWidth),
            says(message))
        .stripTrailing();
  }

  /** The line that stands for a record of which this wubot can make nothing. */
  static String unreadable(long sequence) {
    return "record " + sequence + " is intact, but of a newer wubot; it is passed over here";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private String time(Message message, Instant appended) {
    OptionalDouble seconds = message.number(Fields.LASTUPDATE);
    boolean usable =
        seconds.isPresent() && seconds.getAsDouble() >= 0 && seconds.getAsDouble() <= LAST_SECOND;
    Instant time = usable ? Instant.ofEpochSecond((long) seconds.getAsDouble()) : appended;
    return TIME.format(time.atZone(zone));
  }

  private static String says(Message message) {
    String subject =
        Stream.of(Fields.SUBJECT_TEXT, Fields.SUBJECT)
            .map(message::text)
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("");
    return subject.isEmpty() ? fields(message) : Printable.line(subject.strip(), LONGEST_TEXT);
  }

  private static String fields(Message message) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Object> field : message.asMap().entrySet()) {
      String name = field.getKey();
      if (LEFT_OUT.contains(name) || name.startsWith(Fields.CONFIG_PREFIX)) {
        continue;
      }
      text.append(text.isEmpty() ? "" : " ").append(Printable.line(name, LONGEST_VALUE));
      text.append('=').append(Printable.line(FieldValue.text(field.getValue()), LONGEST_VALUE));
      if (text.length() > LONGEST_TEXT) {
        return text.append(" …").toString();
      }
    }
    return text.toString();
  }
}
