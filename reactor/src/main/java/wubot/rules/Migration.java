// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import wubot.config.Declarations;
import wubot.config.Diagnostic;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Suggestion;
import wubot.message.FieldValue;
import wubot.rule.Condition;
import wubot.rule.ConditionSyntaxException;

/** Compares how files of the original wubot read there and here. */
final class Migration {

  private static final Set<String> RULE_KEYS =
      Set.of(
          "name",
          "condition",
          "plugin",
          "config",
          "rules",
          "rulesfile",
          "last_rule",
          "retry",
          "claim");
  private static final Pattern PERL =
      Pattern.compile("(?<!\\\\)\\{(?!\\s*\\$[\\w.]+\\s*\\}|\\{)[^}]*\\}");
  private static final Pattern FIELD = Pattern.compile("\\{\\s*\\$[\\w.]+\\s*\\}");
  private static final Pattern ONLY_A_SHELL_KNOWS = Pattern.compile("[|&;<>`$*?~\\\\]");
  private static final String NO_CHOICE =
      "a message does not choose that here: write one rule with a condition for each";
  private static final String NO_QUEUE =
      "there are no queues of commands here; [systemd-run, --no-block, …] starts what takes long";
  private static final Map<String, String> KEYS_INSTEAD =
      Map.of(
          "Command command_field", NO_CHOICE,
          "Command command_array", "write the list under 'command'",
          "Command fork", NO_QUEUE,
          "Command fork_field", NO_QUEUE,
          "Command command_noresults", NO_QUEUE,
          "SQLite file_field", NO_CHOICE,
          "SQLiteDelete file_field", NO_CHOICE);
  private static final Map<String, String> NOTES =
      Map.of(
          "TransformField",
          "where it matches several times, $1 is of each match here, of the first there",
          "SQLiteDelete",
          "a message without the field deletes nothing here; there, all rows without a value",
          "HTMLStrip",
          "inline tags such as <b> leave no blank here");
  private static final String YES_THERE =
      "no and off are texts there, and count as true; here they mean no";
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("Growl", "Webhook (ntfy, Gotify) or Xmpp tells people"),
          Map.entry("UrlLengthen", "nothing: the service it asked is gone"),
          Map.entry("ElasticSearch", "Webhook with a JSON body"),
          Map.entry("FileTrie", "WriteFile with a directory"),
          Map.entry("False", "a condition 'FIELD is false' and SetField"),
          Map.entry("GreaterThan", "a condition 'FIELD > N' and SetField"),
          Map.entry("LessThan", "a condition 'FIELD < N' and SetField"),
          Map.entry("EmacsOrgMode", "Command with a program of your own"),
          Map.entry("Twitter", "RSS, where a bridge offers a feed"),
          Map.entry("Facebook", "RSS, where a bridge offers a feed"),
          Map.entry("EjabberdQueue", "Command with ejabberdctl"),
          Map.entry("PathLastUpdate", "Command with find -mmin"),
          Map.entry("FileRegexp", "FileTail with rules on its lines"));

  private final Path home;
  private final Problems problems;

  Migration(Path home, Problems problems) {
    this.home = home;
    this.problems = problems;
  }

  /** The file of a check. */
  void instance(String plugin, Node node) {
    if (!(node instanceof Node.Entries entries)) {
      problems.error(node.place(), "a config file of a plugin is a map here", "");
      return;
    }
    settings(Declarations.Kind.CHECK, plugin, Place.of(node.place().file()), entries);
    entries
        .get("enabled")
        .filter(Migration::isNoInWords)
        .ifPresent(n -> problems.warning(n.place(), YES_THERE, "write 1 if it is to run"));
    entries
        .get("enable")
        .filter(n -> !FieldValue.isTrue(n.plain()) || isNoInWords(n))
        .ifPresent(
            n ->
                problems.warning(
                    n.place(),
                    "'enable' is never read there, so this runs there; here it is off",
                    "remove the line if it is to run"));
    for (String key : List.of("delay", "rand", "timeout")) {
      entries.get(key).ifPresent(this::duration);
    }
    entries.get("react").ifPresent(this::rules);
  }

  /** Text that is true there, as all text but 0 is, and false here. */
  private static boolean isNoInWords(Node node) {
    return node instanceof Node.Scalar scalar && scalar.text().matches("(?i)no|off");
  }

  private void duration(Node node) {
    if (node instanceof Node.Scalar scalar
        && scalar.text().strip().matches("[0-9.]+\\s+[a-zA-Z].*")) {
      problems.warning(
          node.place(),
          "'" + scalar.text() + "' is that many seconds there, for the unit stands apart",
          "here it is what it looks like");
    }
  }

  /** A list of rules, or a map that has one. */
  void rules(Node node) {
    if (node instanceof Node.Entries entries && entries.get("rules").isPresent()) {
      rules(entries.get("rules").get());
    } else if (node instanceof Node.Items items) {
      items.items().forEach(this::rule);
    } else {
      problems.error(node.place(), "expected a list of rules", "begin each rule with '- name: …'");
    }
  }

  private void rule(Node node) {
    if (!(node instanceof Node.Entries rule)) {
      problems.error(node.place(), "a rule is a map", "");
      return;
    }
    for (Node.Entry entry : rule.entries()) {
      if (entry.key().equals("rulesfile_field")) {
        problems.error(
            entry.place(),
            "rulesfile_field lets a message choose which rules run; that is refused here",
            "write one rule with a condition and a rulesfile for each file");
      } else if (!RULE_KEYS.contains(entry.key())) {
        problems.error(
            entry.place(),
            "the key '" + entry.key() + "' is ignored there, and an error here",
            Suggestion.nearest(entry.key(), RULE_KEYS)
                .map(near -> "remove the line; if '" + near + "' was meant, it never worked")
                .orElse("remove the line"));
      }
    }
    rule.get("last_rule")
        .filter(Migration::isNoInWords)
        .ifPresent(n -> problems.warning(n.place(), YES_THERE, "write 1 if it is to be the last"));
    rule.get("rulesfile")
        .filter(n -> n instanceof Node.Scalar file && !file.text().startsWith("/"))
        .ifPresent(
            n ->
                problems.add(
                    Diagnostic.note(
                        n.place(), "a relative path starts at the config directory", "")));
    if (rule.get("plugin").isEmpty() && rule.get("config").isPresent()) {
      problems.error(
          rule.get("config").get().place(),
          "config without a plugin is ignored there, and an error here",
          "remove it");
    }
    rule.get("condition").ifPresent(this::condition);
    rule.get("plugin").ifPresent(plugin -> reaction(plugin, rule));
    rule.get("rules").ifPresent(this::rules);
  }

  private void reaction(Node plugin, Node.Entries rule) {
    String name = plugin instanceof Node.Scalar scalar ? scalar.text() : "";
    Node config = rule.get("config").orElse(new Node.Entries(plugin.place(), List.of()));
    if (config instanceof Node.Entries entries) {
      settings(Declarations.Kind.REACTION, name, plugin.place(), entries);
      if (name.equals("Command") || name.equals("Template")) {
        entries.entries().forEach(entry -> code(name, entry.value()));
      }
      if (name.equals("WriteFile") && has(entries, "path_field") && !has(entries, "directory")) {
        problems.error(
            config.place(),
            "path_field lets a message choose where is written; here only below a directory",
            "add 'directory:' to the config");
      }
      if (name.equals("WebFetch") && has(entries, "url_field") && !has(entries, "hosts")) {
        problems.error(
            config.place(),
            "url_field lets a message choose who is asked; here only the hosts that the rule names",
            "add 'hosts:' to the config");
      }
      entries
          .get("no_override")
          .filter(Migration::isNoInWords)
          .ifPresent(
              n -> problems.warning(n.place(), YES_THERE, "write 1 if fields are to be kept"));
    }
    if (name.equals("State") || name.equals("Status")) {
      problems.add(
          Diagnostic.note(
              plugin.place(),
              name + " remembers by host, key and item here, by key alone there",
              "what it knew there is not carried over"));
    }
    Optional.ofNullable(NOTES.get(name))
        .ifPresent(note -> problems.add(Diagnostic.note(plugin.place(), note, "")));
  }

  private static boolean has(Node.Entries entries, String key) {
    return entries.get(key).isPresent();
  }

  private void code(String reaction, Node node) {
    if (node instanceof Node.Items items) {
      items.items().forEach(item -> code(reaction, item));
    } else if (node instanceof Node.Scalar scalar) {
      if (PERL.matcher(scalar.text()).find()) {
        problems.error(
            node.place(),
            "Perl in braces is run there; here templates have fields and filters alone",
            "write {{ field | filter }}, or let a Command do it");
      } else if (reaction.equals("Command") && FIELD.matcher(scalar.text()).find()) {
        problems.warning(
            node.place(),
            "fields are pasted into a shell's line there; here each is one argument, and no shell runs",
            "with 'shell:' a script gets the fields as environment variables");
      } else if (reaction.equals("Command") && ONLY_A_SHELL_KNOWS.matcher(scalar.text()).find()) {
        problems.warning(
            node.place(),
            "a shell runs this there; none does here",
            "write it under 'shell:' if it needs one");
      }
    }
  }

  private void settings(Declarations.Kind kind, String name, Place place, Node.Entries entries) {
    Optional<Settings> settings =
        Declarations.installed().stream()
            .filter(plugin -> plugin.kind() == kind && plugin.name().equals(name))
            .map(Declarations.Plugin::settings)
            .findFirst();
    if (settings.isPresent()) {
      Problems found = Problems.elsewhere();
      var unused = new SettingsReader(home).read(entries, settings.get(), found);
      for (Diagnostic problem : found.all()) {
        Optional<String> instead =
            entries.entries().stream()
                .filter(entry -> entry.place().equals(problem.place()))
                .map(entry -> KEYS_INSTEAD.get(name + " " + entry.key()))
                .filter(Objects::nonNull)
                .findFirst();
        problems.add(
            instead.isPresent()
                ? Diagnostic.error(problem.place(), problem.problem(), instead.get())
                : problem);
      }
      return;
    }
    TreeSet<String> names = new TreeSet<>();
    Declarations.installed().stream()
        .filter(plugin -> plugin.kind() == kind)
        .forEach(plugin -> names.add(plugin.name()));
    problems.error(
        place,
        "there is no "
            + (kind == Declarations.Kind.CHECK ? "check" : "reaction")
            + " '"
            + name
            + "' here",
        Optional.ofNullable(INSTEAD.get(name))
            .map(text -> "instead: " + text)
            .orElseGet(() -> Suggestion.hint(name, names)));
  }

  private void condition(Node node) {
    if (!(node instanceof Node.Scalar scalar)
        || scalar.text().isEmpty()
        || scalar.text().equals("0")) {
      return;
    }
    if (scalar.text().isBlank()) {
      problems.warning(
          node.place(), "blanks alone are never true there, and always here", "write FALSE");
      return;
    }
    if (scalar.text().contains("App::Wubot")) {
      problems.warning(
          node.place(),
          "the field plugin holds the plugin's name alone here, such as Ping",
          "leave out App::Wubot::Plugin::");
    }
    OriginalCondition original = new OriginalCondition(scalar.text());
    original
        .notes()
        .forEach(note -> problems.warning(node.place(), note, "make sure that this is wanted"));
    Optional<Condition> here = read(scalar.text());
    if (original.here().isEmpty()) {
      problems.error(
          node.place(),
          "the original cannot read this condition and takes it as false, with an error in its log",
          here.isPresent()
              ? "here it is read, and means what it says: " + here.get()
              : wrong(scalar.text()));
      return;
    }
    String same = original.here().get();
    if (here.isEmpty()) {
      problems.error(
          node.place(),
          "this condition is an error here: " + wrong(scalar.text()),
          read(same).isPresent() ? "write: " + same : "");
    } else if (!here.equals(read(same))) {
      problems.error(
          node.place(), "this condition reads differently here", "to mean the same write: " + same);
    }
  }

  private static Optional<Condition> read(String text) {
    try {
      return Optional.of(Condition.parse(text, ZoneOffset.UTC));
    } catch (ConditionSyntaxException e) {
      return Optional.empty();
    }
  }

  private static String wrong(String text) {
    try {
      return Condition.parse(text, ZoneOffset.UTC).toString();
    } catch (ConditionSyntaxException e) {
      return e.problem();
    }
  }
}
