// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.SettingsReader;

/** Reads rules from config files into a {@link RuleTree}, and says all that is wrong at once. */
public final class RuleLoader {

  private final RuleFiles files;
  private final StepReader steps;
  private final SettingsReader settings;
  private final ReactionServices services;

  /**
   * A loader for one daemon.
   *
   * @param types the reactions that rules may use
   * @param services what reactions get of the daemon; its clock tells the time zone of conditions,
   *     and rules files are looked for in {@code config} below its home
   */
  public RuleLoader(ReactionTypes types, ReactionServices services) {
    this(types, services, services.home().resolve("config"));
  }

  /**
   * A loader that looks for rules files in another directory.
   *
   * @param config the directory
   */
  public RuleLoader(ReactionTypes types, ReactionServices services, Path config) {
    this.files = new RuleFiles(config, services.host());
    this.settings = new SettingsReader(services.home());
    this.steps = new StepReader(types, services, settings);
    this.services = services;
  }

  /**
   * Reads a list of rules, or a map whose key {@code rules} is one.
   *
   * @param node what stands under {@code rules:} or {@code react:}, or a whole file
   * @param problems takes every problem that is found
   * @return empty when there was an error
   */
  public Optional<RuleTree> load(Node node, Problems problems) {
    return load(node, problems, new FileStamps());
  }

  /** As {@link #load(Node, Problems)}, noting the rules files that were read. */
  Optional<RuleTree> load(Node node, Problems problems, FileStamps stamps) {
    Problems found = problems.fresh();
    RuleReader reader =
        new RuleReader(files, steps, settings, services.clock().getZone(), found, stamps);
    List<Rule> rules = reader.read(node);
    problems.addAll(found);
    return found.hasErrors() ? Optional.empty() : Optional.of(new RuleTree(rules));
  }
}
