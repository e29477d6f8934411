// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import wubot.message.FieldValue;

/**
 * One key of a plugin's configuration: its name, kind, default, bounds and description.
 *
 * <p>A setting is immutable; each method gives a new one:
 *
 * <pre>{@code
 * static final Setting<String> HOST =
 *     Setting.text("host").required().describe("Name or address to ping.").example("example.org");
 * static final Setting<Duration> TIMEOUT =
 *     Setting.duration("timeout").byDefault("20s").describe("How long to wait for an answer.");
 * }</pre>
 *
 * @param <T> the type that reading gives
 */
public final class Setting<T> {

  private final String key;
  private final Shape<T> shape;
  private final String description;
  private final Optional<String> defaultText;
  private final Optional<String> example;
  private final boolean required;

  /** What a setting holds, for the reference pages and the schema. */
  public enum Kind {
    /** Text. */
    TEXT("text"),
    /** One of a few words. */
    CHOICE("choice"),
    /** A whole number. */
    INTEGER("whole number"),
    /** A number. */
    NUMBER("number"),
    /** true or false. */
    FLAG("true or false"),
    /** A length of time. */
    DURATION("duration, such as 30s or 1h30m"),
    /** A number of bytes. */
    SIZE("size, such as 10MB or 1GiB"),
    /** A path; relative ones start at wubot's home. */
    PATH("path"),
    /** A regular expression. */
    PATTERN("regular expression"),
    /** A password or token; copied nowhere. */
    SECRET("secret"),
    /** A list of texts, or one text. */
    TEXTS("text or list of texts"),
    /** A map from text to value. */
    MAP("map"),
    /** Anything, read by the plugin itself. */
    ANY("structure");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  /**
   * The values that are allowed.
   *
   * @param reader throws IllegalArgumentException with what is wrong
   * @param limits the bounds in words, empty without any
   * @param words the words of a choice
   * @param hidden whether values are never published
   */
  private record Shape<T>(
      Kind kind, Function<Node, T> reader, String limits, List<String> words, boolean hidden) {}

  private Setting(
      String key,
      Shape<T> shape,
      String description,
      Optional<String> defaultText,
      Optional<String> example,
      boolean required) {
    this.key = Objects.requireNonNull(key);
    this.shape = shape;
    this.description = description;
    this.defaultText = defaultText;
    this.example = example;
    this.required = required;
  }

  private static <T> Setting<T> make(
      String key, Kind kind, String limits, List<String> words, Function<Node, T> reader) {
    Shape<T> shape = new Shape<>(kind, reader, limits, words, kind == Kind.SECRET);
    return new Setting<>(key, shape, "", Optional.empty(), Optional.empty(), false);
  }

  private static <T> Setting<T> make(String key, Kind kind, Function<Node, T> reader) {
    return make(key, kind, "", List.of(), reader);
  }

  private static String range(double min, double max) {
    boolean fromAnywhere = min == Double.NEGATIVE_INFINITY || min <= Long.MIN_VALUE;
    boolean toAnywhere = max >= Integer.MAX_VALUE;
    return fromAnywhere && toAnywhere
        ? ""
        : toAnywhere
            ? "at least " + FieldValue.text(min)
            : fromAnywhere
                ? "at most " + FieldValue.text(max)
                : FieldValue.text(min) + " to " + FieldValue.text(max);
  }

  /** Text; numbers and the like are taken as written. */
  public static Setting<String> text(String key) {
    return make(key, Kind.TEXT, SettingReaders::text);
  }

  /** A whole number between min and max, both included. */
  public static Setting<Long> integer(String key, long min, long max) {
    return make(
        key,
        Kind.INTEGER,
        range((double) min, (double) max),
        List.of(),
        node -> SettingReaders.integer(node, min, max));
  }

  /** A number between min and max, both included. */
  public static Setting<Double> number(String key, double min, double max) {
    return make(
        key,
        Kind.NUMBER,
        range(min, max),
        List.of(),
        node -> SettingReaders.number(node, min, max));
  }

  /** true or false; yes, no, on, off, 1 and 0 are understood too. */
  public static Setting<Boolean> flag(String key) {
    return make(key, Kind.FLAG, SettingReaders::flag);
  }

  /** A length of time, not negative. */
  public static Setting<Duration> duration(String key) {
    return make(key, Kind.DURATION, SettingReaders::duration);
  }

  /** A length of time between min and max, both included. */
  public static Setting<Duration> duration(String key, Duration min, Duration max) {
    String limits = Durations.print(min) + " to " + Durations.print(max);
    return make(
        key,
        Kind.DURATION,
        limits,
        List.of(),
        node -> SettingReaders.duration(node, min, max, limits));
  }

  /** A number of bytes between min and max, both included. */
  public static Setting<Long> size(String key, long min, long max) {
    String limits =
        max == Long.MAX_VALUE
            ? "at least " + Sizes.print(min)
            : Sizes.print(min) + " to " + Sizes.print(max);
    return make(
        key, Kind.SIZE, limits, List.of(), node -> SettingReaders.size(node, min, max, limits));
  }

  /** A path as written; {@link Values#path} sets it against wubot's home. */
  public static Setting<Path> path(String key) {
    return make(key, Kind.PATH, SettingReaders::path);
  }

  /** A regular expression as text; who uses it compiles it. */
  public static Setting<String> pattern(String key) {
    return make(key, Kind.PATTERN, SettingReaders::text);
  }

  /** A secret: a reference such as {@code ${file:…}} or {@code ${env:…}}, or the plain value. */
  public static Setting<Secret> secret(String key) {
    return make(key, Kind.SECRET, SettingReaders::secret);
  }

  /** One text or a list of texts. */
  public static Setting<List<String>> texts(String key) {
    return make(key, Kind.TEXTS, SettingReaders::texts);
  }

  /** A map from text to plain values. */
  public static Setting<Map<String, Object>> map(String key) {
    return make(key, Kind.MAP, SettingReaders::map);
  }

  /** Any structure, with its places; references to secrets in it are left as they are. */
  public static Setting<Node> any(String key) {
    return make(key, Kind.ANY, node -> node);
  }

  /** One of a few words, read as the constant of that name in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> choice(String key, Class<E> type) {
    List<String> words = SettingReaders.words(type);
    return make(key, Kind.CHOICE, "", words, node -> SettingReaders.choice(node, type));
  }

  /** What the key is for, in whole sentences. */
  public Setting<T> describe(String text) {
    return new Setting<>(key, shape, text, defaultText, example, required);
  }

  /** The value when the key is missing, written as in a config file. */
  public Setting<T> byDefault(String text) {
    return new Setting<>(key, shape, description, Optional.of(text), example, false);
  }

  /** A value to show in the reference page. */
  public Setting<T> example(String text) {
    return new Setting<>(key, shape, description, defaultText, Optional.of(text), required);
  }

  /** The key must be there. */
  public Setting<T> required() {
    return new Setting<>(key, shape, description, Optional.empty(), example, true);
  }

  /** The value may hold secrets, such as a map of headers: it is never copied into messages. */
  public Setting<T> hidden() {
    Shape<T> kept = new Shape<>(shape.kind, shape.reader, shape.limits, shape.words, true);
    return new Setting<>(key, kept, description, defaultText, example, required);
  }

  /** The name of the key. */
  public String key() {
    return key;
  }

  /** What it holds. */
  public Kind kind() {
    return shape.kind;
  }

  /** The bounds in words, such as {@code 1 to 65535}; empty without any. */
  public String limits() {
    return shape.limits;
  }

  /** The words of a choice; empty for other kinds. */
  public List<String> words() {
    return shape.words;
  }

  /** What it is for. */
  public String description() {
    return description;
  }

  /** The default, written as in a config file. */
  public Optional<String> defaultText() {
    return defaultText;
  }

  /** A value to show. */
  public Optional<String> example() {
    return example;
  }

  /** Whether the key must be there. */
  public boolean isRequired() {
    return required;
  }

  /** Whether the value is never to be copied anywhere. */
  public boolean isSecret() {
    return shape.hidden;
  }

  /**
   * Reads the value from a node.
   *
   * @throws IllegalArgumentException with what is wrong and what is allowed
   */
  T read(Node node) {
    return shape.reader.apply(node);
  }
}
