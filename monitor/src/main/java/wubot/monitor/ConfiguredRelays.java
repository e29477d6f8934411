// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Problems;
import wubot.config.Values;

/** The instances of one plugin that the config tree has for a host, read and starting nothing. */
public final class ConfiguredRelays {

  /** The settings of an instance, with the delay it goes by. */
  public record Settings(Values values, Duration delay) {}

  private ConfiguredRelays() {}

  /** By key; those with errors in their files, or not enabled, are left out. */
  public static Map<String, Settings> of(Path home, String host, String plugin) {
    ConfigTree tree = new ConfigTree(home, host);
    InstanceReader reader = new InstanceReader(tree, PluginTypes.installed());
    Map<String, Settings> found = new TreeMap<>();
    for (ConfigFile file : tree.list().instances()) {
      if (file.plugin().equals(plugin)) {
        reader
            .read(file, new Problems())
            .filter(Instance::enabled)
            .ifPresent(i -> found.put(i.key(), new Settings(i.values(), i.delay())));
      }
    }
    return found;
  }
}
