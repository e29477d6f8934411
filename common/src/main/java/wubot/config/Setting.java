// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

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
  private final Kind kind;
  private final Function<Node, T> reader; // throws IllegalArgumentException with the problem
  private final String description;
  private final String defaultText; // null: none
  private final String example; // null: none
  private final boolean required;

  /** What a setting holds, for the reference pages and the schema. */
  public enum Kind {
    /** Text. */
    TEXT("text"),
    /** A whole number. */
    INTEGER("whole number"),
    /** A number. */
    NUMBER("number"),
    /** true or false. */
    FLAG("true or false"),
    /** A length of time. */
    DURATION("duration, such as 30s or 1h30m"),
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

  private Setting(
      String key,
      Kind kind,
      Function<Node, T> reader,
      String description,
      String defaultText,
      String example,
      boolean required) {
    this.key = Objects.requireNonNull(key);
    this.kind = kind;
    this.reader = reader;
    this.description = description;
    this.defaultText = defaultText;
    this.example = example;
    this.required = required;
  }

  private static <T> Setting<T> make(String key, Kind kind, Function<Node, T> reader) {
    return new Setting<>(key, kind, reader, "", null, null, false);
  }

  /** Text; numbers and the like are taken as written. */
  public static Setting<String> text(String key) {
    return make(key, Kind.TEXT, SettingReaders::text);
  }

  /** A whole number between min and max, both included. */
  public static Setting<Long> integer(String key, long min, long max) {
    return make(key, Kind.INTEGER, node -> SettingReaders.integer(node, min, max));
  }

  /** A number between min and max, both included. */
  public static Setting<Double> number(String key, double min, double max) {
    return make(key, Kind.NUMBER, node -> SettingReaders.number(node, min, max));
  }

  /** true or false; yes, no, on, off, 1 and 0 are understood too. */
  public static Setting<Boolean> flag(String key) {
    return make(key, Kind.FLAG, SettingReaders::flag);
  }

  /** A length of time, not negative. */
  public static Setting<Duration> duration(String key) {
    return make(key, Kind.DURATION, SettingReaders::duration);
  }

  /** A path as written; {@link Values#path} sets it against wubot's home. */
  public static Setting<Path> path(String key) {
    return make(key, Kind.PATH, SettingReaders::path);
  }

  /** A regular expression as text; who uses it compiles it. */
  public static Setting<String> pattern(String key) {
    return make(key, Kind.PATTERN, SettingReaders::pattern);
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

  /** Any structure, with its places. */
  public static Setting<Node> any(String key) {
    return make(key, Kind.ANY, node -> node);
  }

  /** One of a few words, read as the constant of that name in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> choice(String key, Class<E> type) {
    return make(key, Kind.TEXT, node -> SettingReaders.choice(node, type));
  }

  /** What the key is for, in whole sentences. */
  public Setting<T> describe(String text) {
    return new Setting<>(key, kind, reader, text, defaultText, example, required);
  }

  /** The value when the key is missing, written as in a config file. */
  public Setting<T> byDefault(String text) {
    return new Setting<>(key, kind, reader, description, text, example, false);
  }

  /** A value to show in the reference page. */
  public Setting<T> example(String text) {
    return new Setting<>(key, kind, reader, description, defaultText, text, required);
  }

  /** The key must be there. */
  public Setting<T> required() {
    return new Setting<>(key, kind, reader, description, null, example, true);
  }

  /** The name of the key. */
  public String key() {
    return key;
  }

  /** What it holds. */
  public Kind kind() {
    return kind;
  }

  /** What it is for. */
  public String description() {
    return description;
  }

  /** The default, written as in a config file. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /** A value to show. */
  public Optional<String> example() {
    return Optional.ofNullable(example);
  }

  /** Whether the key must be there. */
  public boolean isRequired() {
    return required;
  }

  /** Whether the value is never to be copied anywhere. */
  public boolean isSecret() {
    return kind == Kind.SECRET;
  }

  /**
   * Reads the value from a node.
   *
   * @throws IllegalArgumentException with what is wrong and what is allowed
   */
  T read(Node node) {
    return reader.apply(node);
  }
}
