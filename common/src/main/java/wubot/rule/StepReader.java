// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.config.ConfigException;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;

/** Reads what a rule does itself: its plugin, the settings for it, and when to try again. */
final class StepReader {

  private static final Setting<Long> TIMES = Setting.integer("times", 1, 100).byDefault("3");
  private static final Setting<Duration> DELAY = Setting.duration("delay").byDefault("1s");
  private static final Settings RETRY = Settings.of(TIMES, DELAY);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ReactionTypes types;
  private final ReactionServices services;
  private final SettingsReader settings;

  StepReader(ReactionTypes types, ReactionServices services, SettingsReader settings) {
    this.types = types;
    this.services = services;
    this.settings = settings;
  }

  /** The step of a rule; empty when it has none, or when there was an error. */
  Optional<Rule.Step> step(Node.Entries rule, String path, Problems problems) {
    Optional<Node> plugin = rule.get("plugin");
    Optional<Node> config = rule.get("config");
    if (plugin.isEmpty()) {
      config.ifPresent(
          n -> problems.error(n.place(), "config without a plugin", "name the plugin it is for"));
      return Optional.empty();
    }
    String name = RuleReader.text(plugin.get());
    Optional<ReactionType> type = types.find(name);
    if (type.isEmpty()) {
      problems.error(
          plugin.get().place(), "there is no reaction '" + name + "'", types.hintFor(name));
      return Optional.empty();
    }
    Node written = config.orElseGet(() -> new Node.Entries(plugin.get().place(), List.of()));
    return settings
        .read(written, type.get().settings(), problems)
        .flatMap(values -> make(type.get(), values, written, path, problems));
  }

  private Optional<Rule.Step> make(
      ReactionType type, Values values, Node written, String path, Problems problems) {
    if (!values.isComplete()) {
      return Optional.of(
          new Rule.Step(type, values, written.plain(), elsewhere(type, values, path)));
    }
    try {
      Reaction made = type.create(values, new RuleServices(services, path, types.common()));
      Reaction reaction = values.hasSecrets() ? new Discreet(made, values) : made;
      return Optional.of(new Rule.Step(type, values, written.plain(), reaction));
    } catch (IdleException e) {
      problems.warning(
          written.place(), type.name() + ": " + e.getMessage(), "as it stands it does nothing");
      return Optional.of(
          new Rule.Step(
              type, values, written.plain(), FieldReaction.writing(List.of(), message -> {})));
    } catch (ConfigException e) {
      e.diagnostics().forEach(d -> problems.add(values.redact(d)));
    } catch (IllegalArgumentException e) {
      problems.error(
          Culprit.in(written, e),
          type.name() + ": " + values.redact(String.valueOf(e.getMessage())),
          "");
    }
    return Optional.empty();
  }

  /** A reaction judged for another host, whose secrets are not here; it is never to act. */
  private Reaction elsewhere(ReactionType type, Values values, String path) {
    try {
      return type.create(values, new RuleServices(services, path, types.common()));
    } catch (RuntimeException e) {
      return new Unmade(type.work()); // what is wrong is perhaps only that a secret is empty
    }
  }

  /** In the place of a reaction that cannot be made without its secrets. */
  private record Unmade(ReactionType.Work work) implements Reaction {

    @Override
    public void react(Message message) {}

    @Override
    public boolean wants(Message message) {
      boolean noticed = message.isTrue(Fields.SUBJECT) || message.isTrue(Fields.SUBJECT_TEXT);
      return work != ReactionType.Work.DELIVERY || (noticed && !message.isTrue("quiet"));
    }
  }

  /** How often to try again: a number, or a map with times and delay. */
  Retry retry(Node node, Optional<Rule.Step> step, Problems problems) {
    Node map =
        node instanceof Node.Scalar
            ? new Node.Entries(node.place(), List.of(new Node.Entry("times", node.place(), node)))
            : node;
    Retry retry =
        settings
            .read(map, RETRY, problems)
            .map(v -> new Retry(v.get(TIMES).intValue(), v.get(DELAY)))
            .orElse(Retry.NONE);
    boolean inWalk = step.isPresent() && step.get().type().work() != ReactionType.Work.DELIVERY;
    if (inWalk && retry.delay().multipliedBy(retry.times()).compareTo(LONGEST_WAIT) > 0) {
      problems.error(
          node.place(),
          "retry waits longer than a minute in all, and every other message waits with it",
          "lower times or delay");
    }
    return retry;
  }
}
