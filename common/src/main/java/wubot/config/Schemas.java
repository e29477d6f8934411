// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON Schemas of config files, made from what plugins declare, for editors: they complete keys,
 * show what a key is for, and mark mistakes. {@code wubot check} knows more.
 */
public final class Schemas {

  private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
  private static final String REFERENCE = "^\\$\\{";
  private static final Map<String, Object> SCALAR =
      Map.of("type", List.of("string", "number", "boolean"));

  private final List<Declarations.Plugin> plugins;
  private final List<Declarations.FileKind> files;

  /** The schemas for these plugins and files. */
  public Schemas(List<Declarations.Plugin> plugins, List<Declarations.FileKind> files) {
    this.plugins = plugins;
    this.files = files;
  }

  /** All schemas by the names of their files, as plain maps and lists. */
  public Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    for (Declarations.Plugin plugin : plugins) {
      if (plugin.kind() == Declarations.Kind.CHECK) {
        all.put(plugin.name() + ".json", check(plugin));
      }
    }
    for (Declarations.FileKind file : files) {
      all.put(file.name() + ".json", file(file));
    }
    all.put("rules.json", rules());
    return all;
  }

  private static Map<String, Object> head(String title) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", DRAFT);
    schema.put("title", title);
    return schema;
  }

  private static Map<String, Object> check(Declarations.Plugin plugin) {
    Map<String, Object> schema = head("config/plugins/" + plugin.name());
    schema.put("description", plugin.summary());
    schema.putAll(object(plugin.settings(), List.of()));
    return schema;
  }

  private static Map<String, Object> file(Declarations.FileKind file) {
    Map<String, Object> schema = head(file.title());
    schema.putAll(object(file.keys(), file.parts()));
    Map<String, Object> parts = new LinkedHashMap<>();
    file.parts().forEach(part -> parts.put(part.key(), object(part.settings(), file.parts())));
    if (!parts.isEmpty()) {
      schema.put("definitions", parts);
    }
    return schema;
  }

  private Map<String, Object> rules() {
    Map<String, Object> schema = head("A file with rules");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("type", "object");
    map.put("properties", Map.of("rules", reference("#/definitions/rules")));
    map.put("required", List.of("rules"));
    map.put("additionalProperties", false);
    schema.put("oneOf", List.of(reference("#/definitions/rules"), map));
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("rules", Map.of("type", "array", "items", reference("#/definitions/rule")));
    definitions.put("rule", rule());
    reactions()
        .forEach(
            plugin ->
                definitions.put("config-" + plugin.name(), object(plugin.settings(), List.of())));
    schema.put("definitions", definitions);
    return schema;
  }

  private List<Declarations.Plugin> reactions() {
    return plugins.stream().filter(p -> p.kind() == Declarations.Kind.REACTION).toList();
  }

  private Map<String, Object> rule() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", described(SCALAR, "How logs, traces and dead letters call the rule."));
    keys.put(
        "condition",
        described(
            Map.of("type", List.of("string", "number", "boolean", "null")),
            "When it fires, such as: status = CRITICAL AND key starts with Disk. Always without"
                + " one."));
    keys.put("plugin", plugin());
    keys.put("config", Map.of("description", "The settings of the plugin."));
    keys.put(
        "rules",
        described(reference("#/definitions/rules"), "Rules inside it, walked when it fires."));
    keys.put(
        "rulesfile",
        described(Map.of("type", "string"), "A file, or a directory, with more rules inside it."));
    keys.put("last_rule", described(flag(), "No rule comes after it."));
    keys.put(
        "retry",
        Map.of(
            "description",
            "How often to try again when the reaction fails: a number, or {times: 3, delay: 1s}.",
            "type",
            List.of("integer", "object")));
    keys.put(
        "claim",
        Map.of(
            "description",
            "In a group: who does what this rule and those inside it do outside. One member, which"
                + " is tried again elsewhere when it dies in the middle (at-least-once) or not"
                + " (at-most-once), or with a token that the far side checks (fenced); or everyone"
                + " for himself.",
            "enum",
            List.of("at-least-once", "at-most-once", "fenced", "everyone")));
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("type", "object");
    rule.put("properties", keys);
    rule.put("additionalProperties", false);
    List<Object> choices = new ArrayList<>();
    for (Declarations.Plugin reaction : reactions()) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put(
          "if",
          Map.of(
              "properties",
              Map.of("plugin", Map.of("const", reaction.name())),
              "required",
              List.of("plugin")));
      choice.put(
          "then",
          Map.of(
              "properties",
              Map.of("config", reference("#/definitions/config-" + reaction.name()))));
      choices.add(choice);
    }
    rule.put("allOf", choices);
    return rule;
  }

  private Map<String, Object> plugin() {
    String list =
        reactions().stream()
            .map(plugin -> plugin.name() + ": " + plugin.summary())
            .collect(Collectors.joining("\n"));
    Map<String, Object> plugin = new LinkedHashMap<>();
    plugin.put("description", "The reaction. " + list);
    plugin.put("enum", reactions().stream().map(Declarations.Plugin::name).toList());
    return plugin;
  }

  private static Map<String, Object> reference(String to) {
    return Map.of("$ref", to);
  }

  private static Map<String, Object> described(Map<String, Object> schema, String description) {
    // In this draft nothing beside a reference counts.
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", description);
    if (schema.containsKey("$ref")) {
      described.put("allOf", List.of(schema));
    } else {
      described.putAll(new TreeMap<>(schema)); // the same order every time
    }
    return described;
  }

  private static Map<String, Object> object(Settings settings, List<Declarations.Part> parts) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (Setting<?> setting : settings.all()) {
      keys.put(setting.key(), described(type(setting, parts), description(setting)));
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", keys);
    List<String> required =
        settings.all().stream().filter(Setting::isRequired).map(Setting::key).toList();
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    object.put("additionalProperties", false);
    return object;
  }

  private static String description(Setting<?> setting) {
    List<String> words = new ArrayList<>();
    if (!setting.description().isEmpty()) {
      words.add(setting.description());
    }
    String limits = setting.limits().isEmpty() ? "" : ", " + setting.limits();
    words.add("(" + setting.kind().label() + limits + ")");
    setting
        .defaultText()
        .ifPresent(text -> words.add("Default: " + (text.isEmpty() ? "empty" : text)));
    setting.example().ifPresent(text -> words.add("For instance: " + text));
    return String.join(" ", words);
  }

  private static Map<String, Object> type(Setting<?> setting, List<Declarations.Part> parts) {
    return switch (setting.kind()) {
      case TEXT, PATTERN, SECRET -> SCALAR;
      case PATH -> Map.of("type", "string");
      case CHOICE -> choice(setting);
      case FLAG -> flag();
      case INTEGER, NUMBER -> number(setting.kind() == Setting.Kind.INTEGER);
      case DURATION, SIZE -> measured();
      case TEXTS -> Map.of("anyOf", List.of(SCALAR, Map.of("type", "array", "items", SCALAR)));
      case MAP -> Map.of("type", "object");
      case ANY -> structure(setting.key(), parts);
    };
  }

  /** Whatever is written as a reference to a secret is known on its host alone. */
  private static Map<String, Object> orReference(Object... schemas) {
    List<Object> any = new ArrayList<>(List.of(schemas));
    any.add(Map.of("type", "string", "pattern", REFERENCE));
    return Map.of("anyOf", any);
  }

  private static Map<String, Object> choice(Setting<?> setting) {
    return orReference(Map.of("enum", setting.words()));
  }

  private static Map<String, Object> flag() {
    return orReference(
        Map.of("type", "boolean"),
        Map.of("enum", List.of("yes", "no", "on", "off", "true", "false", "1", "0", 1L, 0L)));
  }

  private static Map<String, Object> number(boolean whole) {
    return orReference(
        Map.of("type", whole ? "integer" : "number"),
        Map.of("type", "string", "pattern", "^\\s*[-+]?[0-9.]"));
  }

  private static Map<String, Object> measured() {
    return orReference(
        Map.of("type", "number", "minimum", 0L),
        Map.of("type", "string", "pattern", "^\\s*[+]?[0-9.]"));
  }

  private static Map<String, Object> structure(String key, List<Declarations.Part> parts) {
    if (key.equals("rules") || key.equals("react")) {
      boolean names = parts.stream().anyMatch(part -> part.key().equals("expect"));
      return names ? Map.of() : reference("rules.json#/definitions/rules");
    }
    for (Declarations.Part part : parts) {
      if (part.key().equals(key)) {
        Map<String, Object> one = reference("#/definitions/" + key);
        return part.several() ? Map.of("type", "array", "items", one) : one;
      }
    }
    return Map.of();
  }
}
