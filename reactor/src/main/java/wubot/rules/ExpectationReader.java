// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;
import wubot.rule.Regex;

/** Reads what a test expects. */
final class ExpectationReader {

  private static final Setting<Node> FIELDS =
      Setting.any("fields")
          .describe(
              "Fields after the rules, each with its value, or with {contains: text} or {matches:"
                  + " regular expression}.");
  private static final Setting<Node> ABSENT =
      Setting.any("absent").describe("Fields that are not there after the rules.");
  private static final Setting<Node> CONDITION =
      Setting.any("condition").describe("A condition, or several, that hold after the rules.");
  private static final Setting<Node> RULES =
      Setting.any("rules").describe("The rules that fire: all of them, in order.");
  private static final Setting<Node> FIRES = Setting.any("fires").describe("Rules that fire.");
  private static final Setting<Node> SILENT =
      Setting.any("silent").describe("Rules that do not fire.");
  private static final Setting<Node> EFFECTS =
      Setting.any("effects")
          .describe(
              "What happens outside: all of it, in order; each the name of a reaction or rule, or a"
                  + " map of reaction, rule, settings, fields.");
  private static final Setting<Node> FAILURES =
      Setting.any("failures").describe("The rules that fail; none by default.");
  private static final Setting<Node> MESSAGES =
      Setting.any("messages")
          .describe("What reactions say by themselves as time passes: all of it, in order.");

  /** The keys of what is expected. */
  static final Settings KEYS =
      Settings.of(FIELDS, ABSENT, CONDITION, RULES, FIRES, SILENT, EFFECTS, FAILURES, MESSAGES);

  private static final Settings EFFECT =
      Settings.of(
          Setting.text("reaction"),
          Setting.text("rule"),
          Setting.any("settings"),
          Setting.any("fields"));

  private final SettingsReader settings;
  private final ZoneId zone;
  private final Problems problems;

  ExpectationReader(SettingsReader settings, ZoneId zone, Problems problems) {
    this.settings = settings;
    this.zone = zone;
    this.problems = problems;
  }

  Expectation read(Node node) {
    if (settings.read(node, KEYS, problems).isEmpty() || !(node instanceof Node.Entries map)) {
      return Expectation.NOTHING;
    }
    return new Expectation(
        map.get("fields").map(this::fields).orElse(List.of()),
        names(map, "absent"),
        map.get("condition").map(this::conditions).orElse(List.of()),
        map.get("rules").map(n -> new Expectation.Names(n.place(), names(n))),
        names(map, "fires"),
        names(map, "silent"),
        map.get("effects").map(n -> listed(n, this::effect)),
        names(map, "failures"),
        map.get("messages")
            .map(
                n ->
                    listed(
                        n, item -> new Expectation.ExpectedMessage(item.place(), fields(item)))));
  }

  private <T> Expectation.Listed<T> listed(Node node, Function<Node, T> reader) {
    return new Expectation.Listed<>(node.place(), items(node).stream().map(reader).toList());
  }

  /** The items of a list; a single text is a list of one. */
  private List<Node> items(Node node) {
    if (node instanceof Node.Items items) {
      return items.items();
    }
    if (node instanceof Node.Entries) {
      problems.error(node.place(), "expected a list", "");
      return List.of();
    }
    return List.of(node);
  }

  private List<Expectation.Name> names(Node.Entries map, String key) {
    return map.get(key).map(this::names).orElse(List.of());
  }

  private List<Expectation.Name> names(Node node) {
    return items(node).stream().map(n -> new Expectation.Name(n.place(), text(n))).toList();
  }

  private String text(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    problems.error(node.place(), "expected text", "");
    return "";
  }

  private List<Expectation.Field> fields(Node node) {
    if (!(node instanceof Node.Entries entries)) {
      problems.error(node.place(), "expected a map of fields", "write each one as 'field: value'");
      return List.of();
    }
    List<Expectation.Field> fields = new ArrayList<>();
    for (Node.Entry entry : entries.entries()) {
      fields.add(field(entry));
    }
    return fields;
  }

  private Expectation.Field field(Node.Entry entry) {
    Expectation.How how = Expectation.How.EQUALS;
    Node value = entry.value();
    if (value instanceof Node.Entries map && map.entries().size() == 1) {
      Node.Entry only = map.entries().get(0);
      if (only.key().equals("contains")) {
        how = Expectation.How.CONTAINS;
        value = only.value();
      } else if (only.key().equals("matches")) {
        how = Expectation.How.MATCHES;
        value = only.value();
        checkPattern(value);
      }
    }
    return new Expectation.Field(entry.place(), entry.key(), how, value.plain());
  }

  private void checkPattern(Node node) {
    try {
      Regex.of(text(node));
    } catch (IllegalArgumentException e) {
      problems.error(node.place(), e.getMessage(), "");
    }
  }

  private List<Expectation.Holds> conditions(Node node) {
    List<Expectation.Holds> conditions = new ArrayList<>();
    for (Node item : items(node)) {
      try {
        conditions.add(new Expectation.Holds(item.place(), Condition.parse(text(item), zone)));
      } catch (ConditionSyntaxException e) {
        problems.add(e.at(item.place()));
      }
    }
    return conditions;
  }

  private Expectation.ExpectedEffect effect(Node node) {
    Optional<Node.Entries> map =
        node instanceof Node.Entries entries ? Optional.of(entries) : Optional.empty();
    map.ifPresent(entries -> settings.read(entries, EFFECT, problems));
    return new Expectation.ExpectedEffect(
        node.place(),
        map.isPresent() ? "" : text(node),
        map.flatMap(m -> m.get("reaction")).map(this::text).orElse(""),
        map.flatMap(m -> m.get("rule")).map(this::text).orElse(""),
        map.flatMap(m -> m.get("settings")).map(this::fields).orElse(List.of()),
        map.flatMap(m -> m.get("fields")).map(this::fields).orElse(List.of()));
  }
}
