// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Prints one coloured line for each message that a person should notice. */
public final class Console implements ReactionType {

  /** When to colour the lines. */
  enum Coloured {
    AUTO,
    ALWAYS,
    NEVER
  }

  private static final Setting<Boolean> CHECKSUM =
      Setting.flag("checksum")
          .byDefault("false")
          .describe("Whether to print the first eight characters of the field `checksum`.");
  private static final Setting<Coloured> COLOUR =
      Setting.choice("colour", Coloured.class)
          .byDefault("auto")
          .describe("Whether lines are coloured: `auto` means on a terminal.");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("blue", "blue"),
          Map.entry("cyan", "cyan"),
          Map.entry("red", "red"),
          Map.entry("white", "white"),
          Map.entry("green", "green"),
          Map.entry("black", "bold black"),
          Map.entry("orange", "yellow"),
          Map.entry("yellow", "bold yellow"),
          Map.entry("purple", "magenta"),
          Map.entry("magenta", "magenta"));
  private static final Map<String, Integer> ANSI =
      Map.of(
          "black", 30, "red", 31, "green", 32, "yellow", 33, "blue", 34, "magenta", 35, "cyan", 36,
          "white", 37);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
  private static final Duration LONG_AGO = Duration.ofHours(12);

  @Override
  public String name() {
    return "Console";
  }

  @Override
  public String summary() {
    return "Prints one coloured line on standard output for each message that has a subject and is"
        + " not quiet: the time (with its date when older than twelve hours), the key, the user, the"
        + " title and the subject.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(CHECKSUM, COLOUR);
  }

  @Override
  public java.util.List<String> fields() {
    return java.util.List.of(
        "console.HOST.text: the line that was printed, HOST being the short host name",
        "console.HOST.color: its colour");
  }

  @Override
  public String example() {
    return """
        - name: console
          plugin: Console
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Coloured coloured = values.get(COLOUR);
    boolean ansi =
        coloured == Coloured.ALWAYS
            || (coloured == Coloured.AUTO && CommandLine.Help.Ansi.AUTO.enabled());
    return new Line(services.clock(), services.host(), System.out, values.get(CHECKSUM), ansi);
  }

  /** The reaction itself. */
  record Line(Clock clock, String host, PrintStream out, boolean checksum, boolean ansi)
      implements Reaction {

    @Override
    public boolean wants(Message message) {
      return Noticed.by("console", message);
    }

    @Override
    public void react(Message message) {
      if (!wants(message)) {
        return;
      }
      String text = text(message);
      String colour = colour(message);
      message.put("console." + host + ".text", text);
      message.put("console." + host + ".color", colour);
      out.println(ansi ? ansi(colour) + text + "\u001b[0m" : text);
      out.flush();
    }

    private String text(Message message) {
      Instant now = clock.instant();
      Instant made =
          LastUpdate.of(message).stream()
              .mapToObj(Instant::ofEpochSecond)
              .findFirst()
              .orElse(Instant.EPOCH);
      boolean old = Duration.between(made, now).compareTo(LONG_AGO) > 0;
      StringBuilder line = new StringBuilder();
      Instant shown = made.equals(Instant.EPOCH) ? now : made;
      line.append((old ? DATE : TIME).format(shown.atZone(clock.getZone())));
      if (checksum && message.isTrue("checksum")) {
        String sum = message.text("checksum");
        line.append(' ').append(sum, 0, Math.min(8, sum.length()));
      }
      line.append("> ");
      if (message.isTrue(Fields.KEY)) {
        line.append('[').append(message.text(Fields.KEY)).append("] ");
      }
      if (message.isTrue("username")) {
        line.append(message.text("username")).append(": ");
      }
      String subject = Noticed.subject(message);
      if (message.isTrue("title") && !message.text("title").equals(subject)) {
        line.append(message.text("title")).append(" => ");
      }
      return Noticed.oneLine(line.append(subject).toString());
    }

    private static String colour(Message message) {
      String colour =
          NAMES.getOrDefault(message.text(Fields.COLOR).toLowerCase(Locale.ROOT), "white");
      return message.isTrue("urgent") && !colour.startsWith("bold") ? "bold " + colour : colour;
    }

    private static String ansi(String colour) {
      boolean bold = colour.startsWith("bold ");
      int code = ANSI.get(bold ? colour.substring(5) : colour);
      return "\u001b[" + (bold ? "1;" : "") + code + "m";
    }
  }
}
