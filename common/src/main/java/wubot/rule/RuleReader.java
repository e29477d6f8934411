// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.FieldValue;

/** Reads one tree of rules with the files it names. */
final class RuleReader {

  private static final Setting<String> NAME = Setting.text("name");
  private static final Setting<Node> CONDITION = Setting.any("condition");
  private static final Setting<Node> PLUGIN = Setting.any("plugin");
  private static final Setting<Node> CONFIG = Setting.any("config");
  private static final Setting<Node> RULES = Setting.any("rules");
  private static final Setting<String> RULES_FILE = Setting.text("rulesfile");
  private static final Setting<Node> RULES_FILE_FIELD = Setting.any("rulesfile_field");
  private static final Setting<Boolean> LAST_RULE = Setting.flag("last_rule").byDefault("no");
  private static final Setting<Node> RETRY = Setting.any("retry");
  private static final Setting<Sharing> CLAIM = Setting.choice("claim", Sharing.class);
  private static final Settings RULE =
      Settings.of(
          NAME,
          CONDITION,
          PLUGIN,
          CONFIG,
          RULES,
          RULES_FILE,
          RULES_FILE_FIELD,
          LAST_RULE,
          RETRY,
          CLAIM);

  /** How many files may include each other in a row. */
  private static final int MAX_FILES_DEEP = 10;

  private final RuleFiles files;
  private final StepReader steps;
  private final SettingsReader settings;
  private final ZoneId zone;
  private final Problems problems;
  private final FileStamps stamps;
  private final Set<String> paths = new HashSet<>();
  private final Deque<Path> including = new ArrayDeque<>();
  private Optional<Sharing> around = Optional.empty(); // of the rule that is being read

  RuleReader(
      RuleFiles files,
      StepReader steps,
      SettingsReader settings,
      ZoneId zone,
      Problems problems,
      FileStamps stamps) {
    this.files = files;
    this.steps = steps;
    this.settings = settings;
    this.zone = zone;
    this.problems = problems;
    this.stamps = stamps;
  }

  List<Rule> read(Node node) {
    return list(node, "");
  }

  private List<Rule> list(Node node, String parent) {
    if (node instanceof Node.Entries map && map.get("rules").isPresent()) {
      return list(map.get("rules").get(), parent);
    }
    if (!(node instanceof Node.Items list)) {
      problems.error(node.place(), "expected a list of rules", "begin each rule with '- name: …'");
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (Node item : list.items()) {
      number++;
      rule(item, parent, number).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> rule(Node node, String parent, int number) {
    Optional<Values> read = settings.read(node, RULE, problems);
    if (!(node instanceof Node.Entries entries)) {
      return Optional.empty();
    }
    String name =
        entries.get("name").map(RuleReader::text).filter(n -> !n.isEmpty()).orElse("#" + number);
    String path = unique(parent.isEmpty() ? name : parent + " / " + name);
    // Everything inside is read even when the rule itself is wrong, to show all problems at once.
    Condition condition =
        entries.get("condition").map(this::condition).orElse(Condition.Constant.ALWAYS);
    Optional<Rule.Step> step = steps.step(entries, path, problems);
    Optional<Sharing> outer = around;
    around = read.flatMap(values -> values.find(CLAIM)).or(() -> outer);
    Optional<Sharing> sharing = around;
    List<Rule> children = new ArrayList<>();
    entries.get("rules").ifPresent(n -> children.addAll(list(n, path)));
    entries.get("rulesfile").ifPresent(n -> children.addAll(external(n, path)));
    entries.get("rulesfile_field").ifPresent(this::refuseChoiceByMessage);
    around = outer;
    Retry retry = entries.get("retry").map(n -> steps.retry(n, step, problems)).orElse(Retry.NONE);
    return read.map(
        values ->
            new Rule(
                name,
                path,
                node.place(),
                condition,
                List.copyOf(children),
                step,
                values.get(LAST_RULE),
                retry,
                sharing));
  }

  static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  private String unique(String path) {
    String candidate = path;
    for (int n = 2; !paths.add(candidate); n++) {
      candidate = path + " (" + n + ")";
    }
    return candidate;
  }

  private Condition condition(Node node) {
    if (!(node instanceof Node.Scalar scalar)) {
      problems.error(node.place(), "a condition is text", "join several with AND or OR");
      return Condition.Constant.NEVER;
    }
    boolean none = scalar.plain() == FieldValue.NONE;
    if (none || scalar.text().isBlank() || scalar.text().equals("0")) {
      return Condition.Constant.ALWAYS;
    }
    try {
      return Condition.parse(scalar.text(), zone);
    } catch (ConditionSyntaxException e) {
      problems.add(e.at(within(scalar, e)));
      return Condition.Constant.NEVER;
    }
  }

  /** Where in the file the condition went wrong, as far as its first line tells. */
  private static Place within(Node.Scalar scalar, ConditionSyntaxException e) {
    Place start = scalar.place();
    if (start.column() == 0 || scalar.text().indexOf('\n') >= 0) {
      return start;
    }
    int column = start.column() + e.column() - 1 + (scalar.quoted() ? 1 : 0);
    return new Place(start.file(), start.line(), column);
  }

  private List<Rule> external(Node named, String parent) {
    List<Rule> rules = new ArrayList<>();
    for (Path file : files.find(named, stamps, problems)) {
      if (including.contains(file)) {
        problems.error(named.place(), files.shown(file) + " includes itself", "");
      } else if (including.size() >= MAX_FILES_DEEP) {
        problems.error(named.place(), "rules files include each other more than ten deep", "");
      } else {
        including.push(file);
        stamps.add(file);
        Yaml.read(file, files.shown(file), problems)
            .ifPresent(node -> rules.addAll(list(node, parent)));
        including.pop();
      }
    }
    return rules;
  }

  private void refuseChoiceByMessage(Node node) {
    problems.error(
        node.place(),
        "rulesfile_field is not supported: a message must not choose which rules run",
        "use one rule with a condition and a rulesfile for each file");
  }
}
