// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The difference between two listings of a config tree.
 *
 * @param added instances that were not there before
 * @param changed instances whose content is another, or that another file now stands for
 * @param removed instances that are gone, as they were
 * @param reactorChanged whether the rule tree is another, new or gone
 */
public record TreeChange(
    List<ConfigFile> added,
    List<ConfigFile> changed,
    List<ConfigFile> removed,
    boolean reactorChanged) {

  static TreeChange between(Listing before, Listing now) {
    List<ConfigFile> added = new ArrayList<>();
    List<ConfigFile> changed = new ArrayList<>();
    List<ConfigFile> removed = new ArrayList<>();
    for (ConfigFile file : now.instances()) {
      Optional<ConfigFile> old = before.instance(file.key());
      if (old.isEmpty()) {
        added.add(file);
      } else if (!old.get().equals(file)) {
        changed.add(file);
      }
    }
    for (ConfigFile file : before.instances()) {
      if (now.instance(file.key()).isEmpty()) {
        removed.add(file);
      }
    }
    return new TreeChange(
        List.copyOf(added),
        List.copyOf(changed),
        List.copyOf(removed),
        !before.reactor().equals(now.reactor()));
  }

  /** Whether nothing changed. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && !reactorChanged;
  }
}
