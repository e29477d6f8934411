// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.Optional;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Suggestion;
import wubot.config.Values;

/** Reads config files into instances, with everything that is wrong in them. */
final class InstanceReader {

  private static final Duration SHORTEST_DELAY = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(3660);

  private final ConfigTree tree;
  private final PluginTypes types;

  InstanceReader(ConfigTree tree, PluginTypes types) {
    this.tree = tree;
    this.types = types;
  }

  /** Reads one file; empty when it cannot be used, and then the problems say why. */
  Optional<Instance> read(ConfigFile file, Problems problems) {
    Optional<PluginType> type = types.find(file.plugin());
    if (type.isEmpty()) {
      problems.error(
          Place.of(file.shown()),
          "there is no plugin named '" + file.plugin() + "'",
          Suggestion.hint(file.plugin(), types.names()));
      return Optional.empty();
    }
    Optional<Node.Entries> node = tree.readInstance(file, problems);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<Values> values =
        new SettingsReader(tree.home()).read(node.get(), CommonKeys.with(type.get()), problems);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Instance instance = new Instance(file.key(), type.get(), values.get(), node.get());
    return bounded(instance, node.get(), problems) && shareable(instance, problems)
        ? Optional.of(instance)
        : Optional.empty();
  }

  private boolean shareable(Instance instance, Problems problems) {
    Optional<Node> role = instance.values().find(CommonKeys.ROLE);
    if (role.isEmpty()) {
      return true;
    }
    if (!(instance.type() instanceof CheckType)) {
      problems.error(
          role.get().place(),
          "role: " + instance.type().name() + " is no check, and only checks are shared",
          "remove the key");
      return false;
    }
    return RoleWish.read(role.get(), tree.home(), problems).isPresent();
  }

  private static boolean bounded(Instance instance, Node.Entries node, Problems problems) {
    boolean good = true;
    if (instance.delay().compareTo(SHORTEST_DELAY) < 0 || instance.delay().compareTo(LONGEST) > 0) {
      good =
          refuse(node, CommonKeys.DELAY.key(), "between 10 milliseconds and ten years", problems);
    }
    if (instance.timeout().compareTo(SHORTEST_DELAY) < 0
        || instance.timeout().compareTo(Duration.ofDays(1)) > 0) {
      good = refuse(node, CommonKeys.TIMEOUT.key(), "between 10 milliseconds and a day", problems);
    }
    if (instance.rand().isPresent() && instance.rand().get().compareTo(LONGEST) > 0) {
      good = refuse(node, CommonKeys.RAND.key(), "at most ten years", problems);
    }
    return good;
  }

  private static boolean refuse(Node.Entries node, String key, String range, Problems problems) {
    Place place = node.get(key).map(Node::place).orElse(node.place());
    problems.error(place, key + " is out of range", "allowed is " + range);
    return false;
  }
}
