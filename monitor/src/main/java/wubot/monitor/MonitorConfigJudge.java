// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import wubot.config.ConfigFile;
import wubot.config.ConfigJudge;
import wubot.config.ConfigTree;
import wubot.config.Listing;
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
    Listing listing = tree.list();
    boolean alone = listing.group().isEmpty();
    for (ConfigFile file : listing.instances()) {
      trial
          .tryOut(file, problems)
          .filter(instance -> alone)
          .flatMap(instance -> instance.values().find(CommonKeys.ROLE))
          .ifPresent(
              role ->
                  problems.error(
                      role.place(),
                      "role: this host has no config/group.yaml, so the check never runs here",
                      "name a group there, or remove the key"));
    }
  }
}
