// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/**
 * A file with rules: {@code reactor.yaml}, a file that it includes, or the file of a check with
 * rules of its own.
 *
 * @param file the file
 * @param home wubot's home, at which paths in it start; its {@code config} directory holds the
 *     files that are included
 */
public record RuleSource(Path file, Path home) {

  /**
   * A file on its own: its home is the directory above the {@code config} directory that it lies
   * in, if it lies in one.
   *
   * @param otherwise the home of a file that lies in none
   */
  public static RuleSource of(Path file, Path otherwise) {
    Path whole = file.toAbsolutePath().normalize();
    for (Path up = whole.getParent(); up != null; up = up.getParent()) {
      if (up.endsWith("config") && up.getParent() != null) {
        return new RuleSource(whole, up.getParent());
      }
    }
    return new RuleSource(whole, otherwise);
  }

  /** The rules that a reactor on this host runs; empty when there are none. */
  public static Optional<RuleSource> ofReactor(Path home, String host) {
    return new ConfigTree(home, host)
        .list()
        .reactor()
        .map(ConfigFile::path)
        .map(path -> new RuleSource(path, home));
  }

  /** How people know the file: its path in the config directory, if it is there. */
  public String shown() {
    Path config = home.resolve("config");
    return file.startsWith(config) ? config.relativize(file).toString() : file.toString();
  }

  /**
   * Reads the rules.
   *
   * @param services what reactions get
   * @param problems takes everything that is wrong
   * @return empty when there was an error
   */
  public Optional<RuleTree> load(ReactionServices services, Problems problems) {
    return Yaml.read(file, shown(), problems)
        .flatMap(node -> rules(node, problems))
        .flatMap(node -> new RuleLoader(ReactionTypes.installed(), services).load(node, problems));
  }

  private static Optional<Node> rules(Node node, Problems problems) {
    if (!(node instanceof Node.Entries entries)) {
      return Optional.of(node);
    }
    Optional<Node> react = entries.get("react");
    if (react.isEmpty() && entries.get("rules").isEmpty()) {
      problems.error(
          Place.of(node.place().file()),
          "there are no rules in this file",
          "it has neither 'rules:' nor 'react:'");
      return Optional.empty();
    }
    return react.isPresent()
        ? react
        : Optional.of(new Node.Entries(node.place(), onlyRules(entries)));
  }

  private static List<Node.Entry> onlyRules(Node.Entries entries) {
    return entries.entries().stream().filter(e -> e.key().equals("rules")).toList();
  }
}
