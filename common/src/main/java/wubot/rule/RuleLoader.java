// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;
import java.util.ArrayList;
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

/**
 * Reads rules from config files into a {@link RuleTree}, and says everything that is wrong at once.
 */
public final class RuleLoader {

  private static final Setting<String> NAME = Setting.text("name");
  private static final Setting<Node> CONDITION = Setting.any("condition");
  private static final Setting<Node> PLUGIN = Setting.any("plugin");
  private static final Setting<Node> CONFIG = Setting.any("config");
  private static final Setting<Node> RULES = Setting.any("rules");
  private static final Setting<Node> RULES_FILE_FIELD = Setting.any("rulesfile_field");
  private static final Setting<Boolean> LAST_RULE = Setting.flag("last_rule").byDefault("no");
  private static final Setting<Node> RETRY = Setting.any("retry");
  private static final Settings RULE =
      Settings.of(NAME, CONDITION, PLUGIN, CONFIG, RULES, RULES_FILE_FIELD, LAST_RULE, RETRY);

  private static final Setting<Long> TIMES = Setting.integer("times", 1, 100).byDefault("3");
  private static final Setting<Duration> DELAY = Setting.duration("delay").byDefault("1s");
  private static final Settings RETRIES = Settings.of(TIMES, DELAY);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ReactionTypes types;
  private final ReactionServices services;
  private final SettingsReader reader;

  /**
   * A loader for one daemon.
   *
   * @param types the reactions that rules may use
   * @param services what reactions get of the daemon; its clock tells the time zone of conditions
   */
  public RuleLoader(ReactionTypes types, ReactionServices services) {
    this.types = types;
    this.services = services;
    this.reader = new SettingsReader(services.home());
  }

  /**
   * Reads a list of rules, or a map whose key {@code rules} is one.
   *
   * @param node what stands under {@code rules:} or {@code react:}, or a whole file
   * @param problems takes every problem that is found
   * @return empty when there was an error
   */
  public Optional<RuleTree> load(Node node, Problems problems) {
    Problems found = new Problems();
    List<Rule> rules = rules(node, "", found);
    found.all().forEach(problems::add);
    return found.hasErrors() ? Optional.empty() : Optional.of(new RuleTree(rules));
  }

  private List<Rule> rules(Node node, String parent, Problems problems) {
    if (node instanceof Node.Entries map && map.get("rules").isPresent()) {
      return rules(map.get("rules").get(), parent, problems);
    }
    if (!(node instanceof Node.Items list)) {
      problems.error(node.place(), "expected a list of rules", "begin each rule with '- name: …'");
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (Node item : list.items()) {
      int number = rules.size() + 1;
      rule(item, parent, number, paths, problems).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> rule(
      Node node, String parent, int number, Set<String> paths, Problems problems) {
    Optional<Values> read = reader.read(node, RULE, problems);
    if (!(node instanceof Node.Entries entries)) {
      return Optional.empty();
    }
    String name =
        entries.get("name").map(RuleLoader::text).filter(n -> !n.isEmpty()).orElse("#" + number);
    String path = unique(parent.isEmpty() ? name : parent + " / " + name, paths);
    // Everything inside is read even when the rule itself is wrong, to show all problems at once.
    Condition condition =
        entries.get("condition").map(n -> condition(n, problems)).orElse(Condition.Constant.ALWAYS);
    Optional<Rule.Step> step = step(entries, problems);
    List<Rule> children =
        entries.get("rules").map(n -> rules(n, path, problems)).orElseGet(List::of);
    entries
        .get("rulesfile_field")
        .ifPresent(
            n ->
                problems.error(
                    n.place(),
                    "rulesfile_field is not supported: a message must not choose which rules run",
                    "use one rule with a condition and a rulesfile for each file"));
    Retry retry = entries.get("retry").map(n -> retry(n, step, problems)).orElse(Retry.NONE);
    return read.map(
        values ->
            new Rule(
                name, path, node.place(), condition, children, step, values.get(LAST_RULE), retry));
  }

  private static String text(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  private static String unique(String path, Set<String> taken) {
    String candidate = path;
    for (int n = 2; !taken.add(candidate); n++) {
      candidate = path + " (" + n + ")";
    }
    return candidate;
  }

  private Condition condition(Node node, Problems problems) {
    if (!(node instanceof Node.Scalar scalar)) {
      problems.error(node.place(), "a condition is text", "join several with AND or OR");
      return Condition.Constant.NEVER;
    }
    if (scalar.text().isBlank() || scalar.text().equals("0")) {
      return Condition.Constant.ALWAYS;
    }
    try {
      return Condition.parse(scalar.text(), services.clock().getZone());
    } catch (ConditionSyntaxException e) {
      problems.add(e.at(within(scalar, e)));
      return Condition.Constant.NEVER;
    }
  }

  /** Where in the file the condition went wrong, as far as its first line tells. */
  private static Place within(Node.Scalar scalar, ConditionSyntaxException e) {
    Place start = scalar.place();
    if (start.column() == 0 || e.line() > 1 || scalar.text().indexOf('\n') >= 0) {
      return start;
    }
    int column = start.column() + e.column() - 1 + (scalar.quoted() ? 1 : 0);
    return new Place(start.file(), start.line(), column);
  }

  private Optional<Rule.Step> step(Node.Entries rule, Problems problems) {
    Optional<Node> plugin = rule.get("plugin");
    Optional<Node> config = rule.get("config");
    if (plugin.isEmpty()) {
      config.ifPresent(
          n -> problems.error(n.place(), "config without a plugin", "name the plugin it is for"));
      return Optional.empty();
    }
    String name = text(plugin.get());
    Optional<ReactionType> type = types.find(name);
    if (type.isEmpty()) {
      problems.error(
          plugin.get().place(), "there is no reaction '" + name + "'", types.hintFor(name));
      return Optional.empty();
    }
    Node settings = config.orElseGet(() -> new Node.Entries(plugin.get().place(), List.of()));
    return reader
        .read(settings, type.get().settings(), problems)
        .flatMap(values -> make(type.get(), values, settings, problems));
  }

  private Optional<Rule.Step> make(
      ReactionType type, Values values, Node settings, Problems problems) {
    try {
      Reaction reaction = type.create(values, services);
      return Optional.of(new Rule.Step(type, values, settings.plain(), reaction));
    } catch (IllegalArgumentException e) {
      problems.error(settings.place(), type.name() + ": " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  private Retry retry(Node node, Optional<Rule.Step> step, Problems problems) {
    Node settings =
        node instanceof Node.Scalar
            ? new Node.Entries(node.place(), List.of(new Node.Entry("times", node.place(), node)))
            : node;
    Optional<Retry> retry =
        reader
            .read(settings, RETRIES, problems)
            .map(v -> new Retry(v.get(TIMES).intValue(), v.get(DELAY)));
    if (step.isEmpty()) {
      return Retry.NONE;
    }
    boolean inWalk = step.get().type().work() != ReactionType.Work.DELIVERY;
    if (inWalk
        && retry.isPresent()
        && retry.get().delay().multipliedBy(retry.get().times()).compareTo(LONGEST_WAIT) > 0) {
      problems.error(
          node.place(),
          "retry waits longer than a minute in all, and every other message waits with it",
          "lower times or delay");
    }
    return retry.orElse(Retry.NONE);
  }
}
