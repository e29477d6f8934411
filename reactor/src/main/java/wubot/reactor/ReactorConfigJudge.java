// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.util.Optional;
import wubot.config.ConfigJudge;
import wubot.config.ConfigTree;
import wubot.config.Problems;
import wubot.rule.ReactionTypes;

/** Judges {@code reactor.yaml} for {@code wubot check}, where a host has one. */
public final class ReactorConfigJudge implements ConfigJudge {

  @Override
  public void judge(Path home, String host, Problems problems) {
    ConfigTree tree = new ConfigTree(home, host);
    if (tree.list().reactor().isEmpty()) {
      return; // a host without a reactor
    }
    new ReactorFile(
            tree,
            ReactionTypes.installed(),
            settings -> {
              NoServices none = new NoServices(host, home);
              return new LiveServices(
                  none.clock(),
                  host,
                  home,
                  settings.queue(),
                  none.time(),
                  none::state,
                  none::outlet,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty());
            })
        .load(problems);
  }
}
