// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The difference between two listings of a config tree.
 *
 * @param added instances that were not there before
 * @param changed instances whose content is another, or that another file now stands for
 * @param removed instances that are gone, as they were
 * @param reactorChanged whether the rule tree is another, new or gone
 * @param groupChanged whether the group is another, new or gone
 * @param others single files, watched beside the tree, that changed
 */
public record TreeChange(
    List<ConfigFile> added,
    List<ConfigFile> changed,
    List<ConfigFile> removed,
    boolean reactorChanged,
    boolean groupChanged,
    Set<Path> others) {

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
        !before.reactor().equals(now.reactor()),
        !before.group().equals(now.group()),
        Set.of());
  }

  /** The same, with these single files. */
  TreeChange with(Set<Path> files) {
    return new TreeChange(added, changed, removed, reactorChanged, groupChanged, Set.copyOf(files));
  }

  /** Whether nothing changed. */
  public boolean isEmpty() {
    return added.isEmpty()
        && changed.isEmpty()
        && removed.isEmpty()
        && !reactorChanged
        && !groupChanged
        && others.isEmpty();
  }
}
