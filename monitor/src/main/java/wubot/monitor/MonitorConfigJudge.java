// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import wubot.config.ConfigFile;
import wubot.config.ConfigJudge;
import wubot.config.ConfigTree;
import wubot.config.Problems;

/** Judges the plugin instances of a config tree as a host's monitor will load them. */
public final class MonitorConfigJudge implements ConfigJudge {

  @Override
  public void judge(Path home, String host, Problems problems) {
    ConfigTree tree = new ConfigTree(home, host);
    Trial trial =
        new Trial(
            tree,
            PluginTypes.installed(),
            ReactServices.types(),
            Clock.system(ZoneId.systemDefault()));
    for (ConfigFile file : tree.list().instances()) {
      trial.tryOut(file, problems);
    }
  }
}
