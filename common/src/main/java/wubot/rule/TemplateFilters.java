// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import org.jsoup.Jsoup;
import wubot.config.Durations;
import wubot.config.Sizes;
import wubot.message.FieldValue;

/** The filters that templates know, by name. */
final class TemplateFilters {

  static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              "upper",
              "lower",
              "capitalize",
              "trim",
              "default",
              "truncate",
              "date",
              "duration",
              "json",
              "urlencode",
              "html",
              "raw",
              "replace",
              "round",
              "first_line",
              "one_line",
              "strip_html",
              "size"));

  private TemplateFilters() {}

  /**
   * Makes a filter.
   *
   * @throws IllegalArgumentException when the name or the arguments are wrong
   */
  static TemplateFilter of(String name, List<String> arguments, ZoneId zone) {
    int most = name.equals("replace") ? 2 : name.equals("truncate") ? 2 : 1;
    int least = Set.of("default", "truncate").contains(name) ? 1 : name.equals("replace") ? 2 : 0;
    if (Set.of("default", "truncate", "date", "replace", "round").contains(name)) {
      if (arguments.size() < least || arguments.size() > most) {
        throw new IllegalArgumentException(
            "the filter '"
                + name
                + "' takes "
                + count(least, most)
                + ", found "
                + arguments.size());
      }
    } else if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("the filter '" + name + "' takes no argument");
    }
    return switch (name) {
      case "upper" -> text -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text -> text.toLowerCase(Locale.ROOT);
      case "capitalize" ->
          text ->
              text.isEmpty()
                  ? text
                  : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
      case "trim" -> String::strip;
      case "default" -> text -> text.isEmpty() ? arguments.get(0) : text;
      case "truncate" ->
          truncate(number(arguments.get(0)), arguments.size() > 1 ? arguments.get(1) : "…");
      case "date" -> date(arguments.isEmpty() ? "yyyy-MM-dd HH:mm:ss" : arguments.get(0), zone);
      case "duration" ->
          number(seconds -> Durations.print(Duration.ofSeconds(Math.round(seconds))));
      case "json" -> Escaping.JSON::escape;
      case "urlencode" -> Escaping.URL::escape;
      case "html" -> Escaping.HTML::escape;
      case "raw" -> text -> text;
      case "replace" -> replace(arguments.get(0), arguments.get(1));
      case "round" -> round(arguments.isEmpty() ? 0 : number(arguments.get(0)));
      case "first_line" -> text -> text.strip().lines().findFirst().orElse("");
      case "one_line" -> text -> text.strip().replaceAll("\\s+", " ");
      case "strip_html" -> text -> Jsoup.parse(text).text();
      case "size" -> number(bytes -> Sizes.print(Math.round(bytes)));
      default -> throw new IllegalArgumentException("there is no filter '" + name + "'");
    };
  }

  private static String count(int least, int most) {
    String number = least == most ? "" + least : least + " to " + most;
    return number + (most == 1 ? " argument" : " arguments");
  }

  private static int number(String text) {
    OptionalDouble number = FieldValue.number(text);
    if (number.isEmpty() || !(number.getAsDouble() >= 0 && number.getAsDouble() <= 1_000_000)) {
      throw new IllegalArgumentException("'" + text + "' is not a number from 0 to 1000000");
    }
    return (int) number.getAsDouble();
  }

  /** Text that is no finite number stays as it is. */
  private static TemplateFilter number(DoubleFunction<String> print) {
    return text -> {
      OptionalDouble number = FieldValue.number(text);
      return number.isPresent() && Math.abs(number.getAsDouble()) < 1e15
          ? print.apply(number.getAsDouble())
          : text;
    };
  }

  private static TemplateFilter truncate(int length, String end) {
    return text -> {
      if (text.codePointCount(0, text.length()) <= length) {
        return text;
      }
      int keep = Math.max(0, length - end.codePointCount(0, end.length()));
      return text.substring(0, text.offsetByCodePoints(0, keep)) + end;
    };
  }

  private static TemplateFilter date(String format, ZoneId zone) {
    DateTimeFormatter formatter = formatter(format).withZone(zone);
    return text -> {
      OptionalDouble seconds = FieldValue.number(text);
      if (seconds.isEmpty() || !(Math.abs(seconds.getAsDouble()) < 1e12)) {
        return text;
      }
      try {
        return formatter.format(Instant.ofEpochSecond((long) seconds.getAsDouble()));
      } catch (DateTimeException e) {
        return text;
      }
    };
  }

  private static DateTimeFormatter formatter(String format) {
    try {
      return DateTimeFormatter.ofPattern(format, Locale.ROOT);
    } catch (ClassCastException e) { // Java's own mistake with ppHHmm
      throw new IllegalArgumentException(
          "the date format '"
              + format
              + "' pads a number (p) that another one touches; put something between them",
          e);
    }
  }

  private static TemplateFilter replace(String pattern, String replacement) {
    Regex regex = Regex.of(pattern);
    return text -> {
      try {
        return regex.replaceAll(text, replacement);
      } catch (RegexException e) {
        return text;
      }
    };
  }

  private static TemplateFilter round(int digits) {
    return text -> {
      OptionalDouble number = FieldValue.number(text);
      if (number.isEmpty() || !Double.isFinite(number.getAsDouble())) {
        return text;
      }
      BigDecimal exact = BigDecimal.valueOf(number.getAsDouble());
      return exact.setScale(Math.min(digits, 20), RoundingMode.HALF_UP).toPlainString();
    };
  }
}
