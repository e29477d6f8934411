// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;

/** Where a reactor on this machine keeps what it works with. */
final class ReactorHome {

  private ReactorHome() {}

  /** The queue that the reactor reads, as its file names it. */
  static Path queue(Path home, String host) {
    return RuleSource.ofReactor(home, host)
        .flatMap(source -> Yaml.read(source.file(), source.shown(), new Problems()))
        .flatMap(node -> node instanceof Node.Entries map ? map.get("queue") : Optional.empty())
        .filter(Node.Scalar.class::isInstance)
        .map(node -> home.resolve(((Node.Scalar) node).text()))
        .orElseGet(() -> home.resolve("reactor"));
  }
}
