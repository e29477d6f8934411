// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import wubot.message.FieldValue;

/** Turns nodes into the types of settings; each throws {@link Misfit} with the problem. */
final class SettingReaders {

  /** A value that does not fit its setting: what was expected, and what to do about it. */
  static final class Misfit extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String hint;

    Misfit(String problem, String hint) {
      super(problem);
      this.hint = hint;
    }

    String hint() {
      return hint;
    }
  }

  private static final int LONGEST_SHOWN = 60;

  private SettingReaders() {}

  static String text(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    throw new Misfit("expected text, found " + describe(node), braces(node));
  }

  private static String braces(Node node) {
    return node instanceof Node.Entries
        ? "a text that contains '{' or ': ' has to be in quotes"
        : node instanceof Node.Items ? "a text that begins with '[' has to be in quotes" : "";
  }

  static long integer(Node node, long min, long max) {
    String text = text(node);
    if (text.length() < 19 && text.matches("-?[0-9]+")) {
      long value = Long.parseLong(text); // exact, where a double may not be
      if (value >= min && value <= max) {
        return value;
      }
    }
    double number = number(node, (double) min, (double) max);
    if (number != Math.rint(number)) {
      throw new Misfit("expected a whole number, found '" + shown(text) + "'", "");
    }
    return (long) number;
  }

  static double number(Node node, double min, double max) {
    String text = text(node);
    OptionalDouble number = FieldValue.number(text);
    if (number.isEmpty()) {
      throw new Misfit("expected a number, found '" + shown(text) + "'", unit(text));
    }
    double value = number.getAsDouble();
    if (!(value >= min && value <= max)) {
      throw new Misfit(
          shown(text)
              + " is out of range, allowed is "
              + FieldValue.text(min)
              + " to "
              + FieldValue.text(max),
          "");
    }
    return value;
  }

  private static String unit(String text) {
    return text.matches("[0-9.]+\\s*(%|[a-zA-Z]+)") ? "leave the unit away" : "";
  }

  static boolean flag(Node node) {
    String text = text(node).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0", "" -> false;
      default -> throw new Misfit("expected true or false, found '" + shown(text) + "'", "");
    };
  }

  static Duration duration(Node node) {
    String text = text(node);
    Duration length =
        Durations.parse(text)
            .filter(found -> text.chars().anyMatch(c -> c >= '0' && c <= '9'))
            .orElseThrow(
                () ->
                    new Misfit(
                        "expected a duration, found '" + shown(text) + "'",
                        "write 30s, 5m, 1h30m or 2d; units are s m h d w M y"));
    if (length.isNegative()) {
      throw new Misfit("a duration cannot be negative here, found '" + shown(text) + "'", "");
    }
    return length;
  }

  static Duration duration(Node node, Duration min, Duration max, String limits) {
    Duration length = duration(node);
    if (length.compareTo(min) < 0 || length.compareTo(max) > 0) {
      throw new Misfit(shown(text(node)) + " is out of range, allowed is " + limits, "");
    }
    return length;
  }

  static long size(Node node, long min, long max, String limits) {
    String text = text(node);
    OptionalLong bytes = Sizes.parse(text);
    if (bytes.isEmpty()) {
      throw new Misfit(
          "expected a size, found '" + shown(text) + "'", "write 500, 64K, 10MB or 1GiB");
    }
    if (bytes.getAsLong() < min || bytes.getAsLong() > max) {
      throw new Misfit(shown(text) + " is out of range, allowed is " + limits, "");
    }
    return bytes.getAsLong();
  }

  static Path path(Node node) {
    String text = text(node);
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Told below, as an empty one is.
    }
    throw new Misfit("expected a path", "");
  }

  static Secret secret(Node node) {
    if (node instanceof Node.Scalar scalar) {
      if (scalar.text().isEmpty()) {
        throw new Misfit("the secret is empty", "");
      }
      return new Secret(scalar.text());
    }
    throw new Misfit("expected text", "put the value in quotes");
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
    throw new Misfit(
        "expected a map, found " + (node instanceof Node.Scalar ? "text" : describe(node)),
        "write 'key: value' lines under it");
  }

  static <E extends Enum<E>> E choice(Node node, Class<E> type) {
    String text = text(node);
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    throw new Misfit(
        "'" + shown(text) + "' is not allowed here; one of " + String.join(", ", words(type)),
        Suggestion.nearest(text, words(type))
            .map(found -> "did you mean '" + found + "'?")
            .orElse(""));
  }

  static List<String> words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(SettingReaders::word).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }

  private static String describe(Node node) {
    return node instanceof Node.Items
        ? "a list"
        : node instanceof Node.Entries ? "a map" : "'" + shown(((Node.Scalar) node).text()) + "'";
  }
}
