// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** One message per minute of the clock, for rules that act at certain times. */
public final class Pulse implements CheckType {

  private static final Setting<Long> MAX_PULSES =
      Setting.integer("max_pulses", 1, 100_000)
          .byDefault("10080")
          .describe(
              "How many missed minutes are made up for at most, the newest of them; the default is"
                  + " a week.");

  private static final Setting<String> ZONE =
      Setting.text("timezone")
          .describe("The time zone of the fields; without it, that of the host.")
          .example("Europe/Berlin");

  @Override
  public String name() {
    return "Pulse";
  }

  @Override
  public String summary() {
    return "Sends one message per minute of the clock, so that rules can act at certain times."
        + " Minutes missed while the monitor was down are made up for, oldest first.";
  }

  @Override
  public Settings settings() {
    return Settings.of(MAX_PULSES, ZONE);
  }

  @Override
  public String example() {
    return "delay: 1m\n";
  }

  @Override
  public List<String> fields() {
    return List.of(
        "date: the day, as 2026-11-21",
        "time: hour and minute, as 07:05",
        "day: the day of the week, in lower-case English",
        "age: how many minutes late the message is; 0 when on time");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    ZoneId zone = values.find(ZONE).map(Pulse::zone).orElseGet(ZoneId::systemDefault);
    long most = values.get(MAX_PULSES);
    return state -> pulses(state, services.clock(), zone, most);
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "timezone: there is no time zone '" + name + "'; names look like Europe/Berlin", e);
    }
  }

  private static CheckResult pulses(CheckState state, Clock clock, ZoneId zone, long most) {
    long seconds = clock.instant().getEpochSecond();
    long minute = Math.floorDiv(seconds, 60);
    long last = lastMinute(state, minute);
    List<Message> messages = new ArrayList<>();
    for (long at = Math.max(last + 1, minute - most + 1); at <= minute; at++) {
      messages.add(pulse(Instant.ofEpochSecond(at * 60).atZone(zone), minute - at));
    }
    CheckState kept = state.with("lastminute", Math.max(last, minute)).with("lastupdate", seconds);
    return CheckResult.of(messages)
        .keeping(kept)
        .againAfter(Duration.ofSeconds(61 - Math.floorMod(seconds, 60)));
  }

  /** The last minute that was sent; a clock that was set back far does not silence the pulse. */
  private static long lastMinute(CheckState state, long minute) {
    long since = Math.floorDiv(state.number("lastupdate", minute * 60), 60);
    long last = state.number("lastminute", since - 1);
    return last > minute + 24 * 60 ? minute - 1 : last;
  }

  private static Message pulse(ZonedDateTime at, long age) {
    return Message.empty()
        .with("date", at.format(DateTimeFormatter.ISO_LOCAL_DATE))
        .with("time", at.format(DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)))
        .with("day", at.getDayOfWeek().name().toLowerCase(Locale.ROOT))
        .with("age", age);
  }
}
