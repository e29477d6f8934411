// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of plugins that are installed, by name. */
public final class PluginTypes {

  private final Map<String, PluginType> byName = new TreeMap<>();

  private PluginTypes() {}

  /** Those found through ServiceLoader. */
  public static PluginTypes installed() {
    PluginTypes types = new PluginTypes();
    ServiceLoader.load(CheckType.class).forEach(types::add);
    ServiceLoader.load(ServiceType.class).forEach(types::add);
    return types;
  }

  /** These. */
  public static PluginTypes of(PluginType... types) {
    PluginTypes chosen = new PluginTypes();
    for (PluginType type : types) {
      chosen.add(type);
    }
    return chosen;
  }

  private void add(PluginType type) {
    byName.put(type.name(), type);
  }

  /** The one of this name. */
  public Optional<PluginType> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All names, in order. */
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(byName.keySet());
  }

  /** All of them, in the order of their names. */
  public Collection<PluginType> all() {
    return java.util.Collections.unmodifiableCollection(byName.values());
  }
}
