// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import wubot.message.FieldValue;

/**
 * Turns nodes into the types of settings; each throws IllegalArgumentException with the problem.
 */
final class SettingReaders {

  private SettingReaders() {}

  static String text(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    throw new IllegalArgumentException("expected text, found " + describe(node));
  }

  static long integer(Node node, long min, long max) {
    double number = number(node, (double) min, (double) max);
    if (number != Math.rint(number)) {
      throw new IllegalArgumentException("expected a whole number, found " + text(node));
    }
    return (long) number;
  }

  static double number(Node node, double min, double max) {
    String text = text(node);
    OptionalDouble number = FieldValue.number(text);
    if (number.isEmpty()) {
      throw new IllegalArgumentException("expected a number, found '" + text + "'");
    }
    if (!(number.getAsDouble() >= min && number.getAsDouble() <= max)) {
      throw new IllegalArgumentException(
          text
              + " is out of range, allowed is "
              + FieldValue.text(min)
              + " to "
              + FieldValue.text(max));
    }
    return number.getAsDouble();
  }

  static boolean flag(Node node) {
    String text = text(node).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0", "" -> false;
      default -> throw new IllegalArgumentException("expected true or false, found '" + text + "'");
    };
  }

  static Duration duration(Node node) {
    String text = text(node);
    return Durations.parse(text)
        .filter(d -> !d.isNegative())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a duration such as 30s, 5m or 1h30m, found '" + text + "'"));
  }

  static Path path(Node node) {
    String text = text(node);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("expected a path");
    }
    return Path.of(text);
  }

  static String pattern(Node node) {
    return text(node);
  }

  static Secret secret(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return new Secret(scalar.text());
    }
    throw new IllegalArgumentException("expected text");
  }

  static List<String> texts(Node node) {
    if (node instanceof Node.Items items) {
      return items.items().stream()
          .map(SettingReaders::text)
          .collect(Collectors.toUnmodifiableList());
    }
    return List.of(text(node));
  }

  static Map<String, Object> map(Node node) {
    if (node instanceof Node.Entries entries) {
      Map<String, Object> map = new LinkedHashMap<>();
      entries.entries().forEach(e -> map.put(e.key(), e.value().plain()));
      return map;
    }
    throw new IllegalArgumentException("expected a map, found " + describe(node));
  }

  static <E extends Enum<E>> E choice(Node node, Class<E> type) {
    String text = text(node);
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not allowed here; one of "
            + Arrays.stream(type.getEnumConstants())
                .map(SettingReaders::word)
                .collect(Collectors.joining(", ")));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String describe(Node node) {
    return node instanceof Node.Items ? "a list" : node instanceof Node.Entries ? "a map" : "text";
  }
}
