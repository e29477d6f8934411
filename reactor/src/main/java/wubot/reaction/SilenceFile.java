// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.rule.Condition;

/** A file with silences, read again when it was saved; a broken one leaves those before it. */
final class SilenceFile {

  private static final Logger LOG = LoggerFactory.getLogger(SilenceFile.class);

  private static final Setting<String> MATCHER = Setting.text("matcher").required();
  private static final Setting<String> FROM = Setting.text("from");
  private static final Setting<String> UNTIL = Setting.text("until");
  private static final Setting<String> REASON = Setting.text("reason").required();
  private static final Setting<String> BY = Setting.text("by");
  private static final Setting<String> ID = Setting.text("id");
  private static final Settings KEYS = Settings.of(MATCHER, FROM, UNTIL, REASON, BY, ID);

  /**
   * One silence.
   *
   * @param from its first second since 1970
   * @param until the second after its last
   */
  record Entry(Condition matcher, long from, long until, String reason) {

    static Entry of(
        Condition matcher,
        Optional<String> from,
        Optional<String> until,
        String reason,
        ZoneId zone) {
      long begin = from.map(text -> moment(text, zone)).orElse(Long.MIN_VALUE);
      long end = until.map(text -> moment(text, zone)).orElse(Long.MAX_VALUE);
      if (end <= begin) {
        throw new IllegalArgumentException("'until' is not after 'from'");
      }
      return new Entry(matcher, begin, end, reason);
    }

    boolean covers(long moment) {
      return moment >= from && moment < until;
    }
  }

  private record Stamp(FileTime changed, long size) {}

  private final Path file;
  private final ZoneId zone;
  private Optional<Stamp> read = Optional.empty();
  private List<Entry> entries = List.of();

  SilenceFile(Path file, ZoneId zone) {
    this.file = file;
    this.zone = zone;
  }

  /** Why a message that was made at this moment is to be held back; empty when it is not. */
  Optional<String> find(Message message, long moment) {
    look();
    for (Entry entry : entries) {
      if (entry.covers(moment) && entry.matcher().test(message)) {
        return Optional.of(entry.reason());
      }
    }
    return Optional.empty();
  }

  private void look() {
    Optional<Stamp> now = stamp();
    if (now.equals(read)) {
      return;
    }
    read = now;
    if (now.isEmpty()) {
      entries = List.of(); // no file, no silences
      return;
    }
    Problems problems = new Problems();
    String shown = file.getFileName().toString();
    Optional<Node> list = Yaml.read(file, shown, problems);
    List<Entry> found = list.map(node -> entries(node, problems)).orElse(List.of());
    if (problems.hasErrors()) {
      problems.all().forEach(problem -> LOG.error("{}", problem));
      LOG.error("The silences that {} had before stay in force until that is mended.", file);
    } else {
      entries = found;
    }
  }

  private Optional<Stamp> stamp() {
    try {
      return Optional.of(new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Entry> entries(Node node, Problems problems) {
    if (!(node instanceof Node.Items items)) {
      if (!String.valueOf(node.plain()).isEmpty()) {
        problems.error(
            node.place(), "expected a list of silences", "begin each with '- matcher: …'");
      }
      return List.of();
    }
    List<Entry> found = new ArrayList<>();
    SettingsReader reader = new SettingsReader(file.toAbsolutePath().getParent());
    for (Node item : items.items()) {
      Optional<Values> values = reader.read(item, KEYS, problems);
      if (values.isPresent()) {
        try {
          found.add(entry(values.get()));
        } catch (IllegalArgumentException e) {
          problems.error(item.place(), e.getMessage(), "");
        }
      }
    }
    return found;
  }

  private Entry entry(Values values) {
    String by = values.find(BY).map(who -> " (" + who + ")").orElse("");
    return Entry.of(
        Condition.parse(values.get(MATCHER), zone),
        values.find(FROM),
        values.find(UNTIL),
        values.get(REASON) + by,
        zone);
  }

  private static long moment(String text, ZoneId zone) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
          ? OffsetDateTime.parse(iso).toEpochSecond()
          : LocalDateTime.parse(iso).atZone(zone).toEpochSecond();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'" + text + "' is no time such as 2026-11-21 22:00", e);
    }
  }
}
