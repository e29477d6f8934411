// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.ReferencedFiles;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.rule.FollowedRules;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/** Reads {@code reactor.yaml} as one host loads it: the settings and the rules. */
final class ReactorFile {

  private final ConfigTree config;
  private final ReactionTypes types;
  private final Function<ReactorSettings, ReactionServices> services;
  private Optional<FollowedRules> followed = Optional.empty(); // guarded by this
  private List<Path> files = List.of(); // guarded by this
  private ReferencedFiles referenced = new ReferencedFiles(); // guarded by this

  /** The file, read without an error. */
  record Loaded(ReactorSettings settings, RuleTree rules) {}

  /**
   * A reader.
   *
   * @param types the reactions that rules may name
   * @param services what reactions get, by the settings that stand beside the rules
   */
  ReactorFile(
      ConfigTree config,
      ReactionTypes types,
      Function<ReactorSettings, ReactionServices> services) {
    this.config = config;
    this.types = types;
    this.services = services;
  }

  /**
   * Reads the file; every problem is added to the collector.
   *
   * @return empty when there was an error, one of them being that there is no such file
   */
  synchronized Optional<Loaded> load(Problems problems) {
    Problems found = problems.fresh();
    Optional<Loaded> loaded = read(found);
    referenced = found.referencedFiles();
    problems.addAll(found);
    return loaded;
  }

  private Optional<Loaded> read(Problems problems) {
    Optional<ConfigFile> file = config.list().reactor();
    if (file.isEmpty()) {
      problems.error(
          Place.of("reactor.yaml"),
          "there is no config/reactor.yaml or config/reactor.yaml." + config.host(),
          "write one with a list of 'rules:'");
      return Optional.empty();
    }
    Optional<Node> node = config.read(file.get(), problems);
    return node.flatMap(n -> load(n, problems));
  }

  private Optional<Loaded> load(Node node, Problems problems) {
    Optional<Values> values =
        new SettingsReader(config.home()).read(node, ReactorSettings.KEYS, problems);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    ReactorSettings settings;
    try {
      settings = ReactorSettings.of(values.get());
    } catch (IllegalArgumentException e) {
      problems.error(
          placeOf(node, "metrics"),
          "metrics: " + values.get().redact(String.valueOf(e.getMessage())),
          "");
      return Optional.empty();
    }
    FollowedRules rules = new FollowedRules(new RuleLoader(types, services.apply(settings)), node);
    followed = Optional.of(rules);
    Optional<Loaded> loaded = rules.load(problems).map(tree -> new Loaded(settings, tree));
    if (loaded.isPresent()) {
      List<Path> read = new ArrayList<>(rules.files());
      config.list().reactor().ifPresent(file -> read.add(file.path()));
      files = read;
    }
    return loaded;
  }

  /** The files that the rules read last without an error came from. */
  synchronized List<Path> files() {
    return files;
  }

  /** The files that references named at the last reading, whether that went well or not. */
  synchronized ReferencedFiles referencedFiles() {
    return referenced;
  }

  /** Whether a file that the rules include is different from what was read last. */
  synchronized boolean haveIncludesChanged() {
    return followed.filter(FollowedRules::haveChanged).isPresent();
  }

  private static Place placeOf(Node node, String key) {
    return node instanceof Node.Entries map
        ? map.entries().stream()
            .filter(entry -> entry.key().equals(key))
            .map(entry -> entry.value().place())
            .findFirst()
            .orElse(node.place())
        : node.place();
  }
}
