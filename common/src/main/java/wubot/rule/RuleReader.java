// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** How many rules a tree may have, those of a file counted as often as it is included. */
  private static final int MAX_RULES = 200_000;

  /** How often files may be included. */
  private static final int MAX_INCLUDES = 20_000;

  private final RuleFiles files;
  private final StepReader steps;
  private final SettingsReader settings;
  private final ZoneId zone;
  private final Problems problems;
  private final FileStamps stamps;
  private final Map<String, Integer> paths = new HashMap<>(); // and how often each was met
  private final Map<Path, Optional<Node>> contents = new HashMap<>();
  private final Deque<Path> including = new ArrayDeque<>();
  private int rules;
  private int includes;
  private boolean tooMany;
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
    List<Rule> found = new ArrayList<>();
    int number = 0;
    for (Node item : list.items()) {
      number++;
      if (isTooMuch(++rules > MAX_RULES, item, "there are more than " + MAX_RULES + " rules")) {
        break;
      }
      rule(item, parent, number).ifPresent(found::add);
    }
    return found;
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

  /** Says once that a limit was passed, after which nothing more is read. */
  private boolean isTooMuch(boolean passed, Node here, String problem) {
    if (passed && !tooMany) {
      tooMany = true;
      problems.error(
          here.place(), problem, "files that include each other several times add up quickly");
    }
    return tooMany;
  }

  static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  private String unique(String path) {
    String candidate = path;
    int times = paths.merge(path, 1, Integer::sum);
    while (times > 1) {
      candidate = path + " (" + times + ")";
      if (paths.putIfAbsent(candidate, 1) == null) {
        break;
      }
      times = paths.merge(path, 1, Integer::sum);
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
    List<Rule> included = new ArrayList<>();
    for (Path file : files.find(named, stamps, problems)) {
      if (including.contains(file)) {
        problems.error(named.place(), files.shown(file) + " includes itself", "");
      } else if (including.size() >= MAX_FILES_DEEP) {
        problems.error(named.place(), "rules files include each other more than ten deep", "");
      } else if (!isTooMuch(
          ++includes > MAX_INCLUDES,
          named,
          "files are included more than " + MAX_INCLUDES + " times")) {
        including.push(file);
        stamps.add(file);
        contents(file).ifPresent(node -> included.addAll(list(node, parent)));
        including.pop();
      }
    }
    return included;
  }

  /** What is in a file, read once however often it is included. */
  private Optional<Node> contents(Path file) {
    Optional<Node> known = contents.get(file);
    if (known == null) {
      known = Yaml.read(file, files.shown(file), problems);
      contents.put(file, known);
    }
    return known;
  }

  private void refuseChoiceByMessage(Node node) {
    problems.error(
        node.place(),
        "rulesfile_field is not supported: a message must not choose which rules run",
        "use one rule with a condition and a rulesfile for each file");
  }
}
