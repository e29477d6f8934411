// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What one host loads of a config tree.
 *
 * @param instances the plugin instances in the order of their keys
 * @param reactor the rule tree, if there is one
 * @param group the group that daemons of the host join, if there is one
 * @param hosts all host names that files end in, this host's or others'
 * @param diagnostics files that are ignored and why, and what is wrong with the tree itself
 */
public record Listing(
    List<ConfigFile> instances,
    Optional<ConfigFile> reactor,
    Optional<ConfigFile> group,
    SortedSet<String> hosts,
    List<Diagnostic> diagnostics) {

  /** Checks the parts. */
  public Listing {
    instances = List.copyOf(instances);
    hosts = java.util.Collections.unmodifiableSortedSet(new java.util.TreeSet<>(hosts));
    diagnostics = List.copyOf(diagnostics);
  }

  /** The instance of this key. */
  public Optional<ConfigFile> instance(String key) {
    return instances.stream().filter(file -> file.key().equals(key)).findFirst();
  }

  /** What changed since an earlier listing of the same tree. */
  public TreeChange since(Listing before) {
    return TreeChange.between(before, this);
  }
}
