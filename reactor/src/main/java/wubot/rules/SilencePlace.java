// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wubot.cli.Whereabouts;
import wubot.config.Durations;
import wubot.config.Problems;
import wubot.reaction.SilenceBook;
import wubot.rule.RuleTree;

/** Where silences stand, and how their times are written, for picocli's {@code @Mixin}. */
final class SilencePlace {

  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  @Mixin Whereabouts where = new Whereabouts();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file with the silences; a relative path starts at wubot's home.")
  private Path file = Path.of("state", "silences.yaml");

  private final Clock clock = Clock.system(ZoneId.systemDefault());

  SilenceBook book() {
    return new SilenceBook(path());
  }

  Path path() {
    return where.home().resolve(file).normalize();
  }

  ZoneId zone() {
    return clock.getZone();
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  String shown(long moment) {
    return SHOWN.format(Instant.ofEpochSecond(moment).atZone(zone()));
  }

  /**
   * A moment as people write it: a length of time from now, a time of day (the next one), or a day
   * and a time.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  long moment(String text) {
    Optional<Long> later =
        Durations.parse(text).filter(d -> !d.isNegative()).map(d -> now() + d.toSeconds());
    if (later.isPresent()) {
      return later.get();
    }
    ZonedDateTime from = Instant.ofEpochSecond(now()).atZone(zone());
    try {
      if (text.indexOf('-') < 0) {
        ZonedDateTime today = from.toLocalDate().atTime(LocalTime.parse(text)).atZone(zone());
        return (today.isAfter(from) ? today : today.plusDays(1)).toEpochSecond();
      }
      return LocalDateTime.parse(text.strip().replace(' ', 'T')).atZone(zone()).toEpochSecond();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; write 2h, 06:00 or '2026-11-22 06:00'", e);
    }
  }

  /** Whether a rule of the reactor on this host reads the file; true when there are no rules. */
  boolean isRead() {
    Optional<RuleTree> tree =
        RuleSource.ofReactor(where.home(), where.host())
            .flatMap(
                source ->
                    source.load(
                        MemoryServices.of(clock, where.host(), where.home()),
                        Problems.elsewhere()));
    return tree.isEmpty()
        || tree.get().all().stream()
            .flatMap(rule -> rule.step().stream())
            .filter(step -> step.type().name().equals("Silence"))
            .anyMatch(step -> reads(step.written()));
  }

  private boolean reads(Object settings) {
    return settings instanceof Map<?, ?> map
        && map.get("file") instanceof String named
        && where.home().resolve(named).normalize().equals(path());
  }
}
