// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rrd4j.DsType;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Keeps numbers over years in files of one size, and draws them. */
public final class Rrd implements ReactionType {

  /** How long a time is drawn. */
  enum Period {
    DAY(1),
    WEEK(7),
    MONTH(31),
    YEAR(366);

    private final Duration length;

    Period(int days) {
      length = Duration.ofDays(days);
    }

    Duration length() {
      return length;
    }
  }

  private static final Setting<Path> BASE_DIR =
      Setting.path("base_dir")
          .required()
          .describe("Where the files are: below it in `rrd/` and `graphs/`.")
          .example("rrd");
  private static final Setting<Map<String, Object>> FIELDS =
      Setting.map("fields")
          .required()
          .describe(
              "The fields to keep, each with its kind: GAUGE for a value, COUNTER for one that only"
                  + " grows, DERIVE for one whose change matters, ABSOLUTE for one that begins anew"
                  + " each time. Names of at most 20 letters, digits and `_`.");
  private static final Setting<String> FILENAME =
      Setting.text("filename").describe("The name of the file; by default that of its directory.");
  private static final Setting<List<String>> KEY_FIELD =
      Setting.texts("key_field")
          .byDefault("key")
          .describe("The fields that say whose numbers they are; there are files for each.");
  private static final Setting<Duration> STEP =
      Setting.duration("step", Duration.ofSeconds(1), Duration.ofDays(1))
          .byDefault("1m")
          .describe("How often a value is kept.");
  private static final Setting<Duration> HEARTBEAT =
      Spans.setting("heartbeat")
          .describe("Longer without a message is a gap; twice the step when missing.");
  private static final Setting<List<String>> PERIOD =
      Setting.texts("period")
          .byDefault("day")
          .describe("What to draw: `day`, `week`, `month`, `year`; an empty list draws nothing.");

  private static final long SKEW = 60; // clocks are not all the same

  @Override
  public String name() {
    return "RRD";
  }

  @Override
  public String summary() {
    return "Keeps numbers over years in files that do not grow: each step for two days, then coarser."
        + " Draws them, at most once a minute, as PNG, and writes the same data as JSON beside it.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(BASE_DIR, FIELDS, FILENAME, KEY_FIELD, STEP, HEARTBEAT, PERIOD);
  }

  @Override
  public String example() {
    return """
        - name: load over the years
          condition: key starts with Load
          plugin: RRD
          config:
            base_dir: rrd
            key_field: [hostname, key]
            fields: {load01: GAUGE, load05: GAUGE}
            period: [day, week]
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Map<String, DsType> fields = new LinkedHashMap<>();
    values.get(FIELDS).forEach((name, kind) -> fields.put(name, kind(name, kind)));
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("fields: name at least one");
    }
    long step = values.get(STEP).toSeconds();
    RrdFiles files =
        new RrdFiles(
            new Cage(values.path(BASE_DIR), true),
            new RrdFiles.Shape(
                fields, step, values.find(HEARTBEAT).map(Duration::toSeconds).orElse(2 * step)),
            values.get(PERIOD).stream().map(Rrd::period).toList(),
            services.clock());
    List<String> keys = values.get(KEY_FIELD);
    Optional<String> name = values.find(FILENAME).map(Rrd::clean);
    return new Reaction() {
      @Override
      public void react(Message message) {
        String key =
            clean(
                keys.stream()
                    .map(message::text)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("-")));
        long now = services.clock().instant().getEpochSecond();
        long made = LastUpdate.of(message).orElse(now);
        // A value from the future would keep out all that come before it.
        files.add(key, name.orElse(key), message, made > now + SKEW ? now : made);
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }

      @Override
      public void settle() {
        files.draw();
      }
    };
  }

  /** A name without a way in it. */
  private static String clean(String name) {
    String clean = name.replaceAll("[^\\p{L}\\p{N}_.-]", "_");
    return clean.isEmpty() ? "wubot" : clean.startsWith(".") ? "_" + clean.substring(1) : clean;
  }

  private static DsType kind(String name, Object kind) {
    if (!name.matches("[A-Za-z0-9_]{1,20}")) {
      throw new IllegalArgumentException(
          "fields: '" + name + "' is not a name of at most 20 letters, digits and _");
    }
    try {
      return DsType.valueOf(FieldValue.text(kind).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "fields: '" + kind + "' is none of GAUGE, COUNTER, DERIVE, ABSOLUTE", e);
    }
  }

  private static Period period(String text) {
    try {
      return Period.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "period: '" + text + "' is none of day, week, month, year", e);
    }
  }
}
