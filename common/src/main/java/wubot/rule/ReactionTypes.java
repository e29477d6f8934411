// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds of reactions that rules may name. */
public final class ReactionTypes {

  private final SortedMap<String, ReactionType> byName;
  private final HeldInCommon common = new HeldInCommon();

  private ReactionTypes(SortedMap<String, ReactionType> byName) {
    this.byName = Collections.unmodifiableSortedMap(byName);
  }

  /** Those found on the class path. */
  public static ReactionTypes installed() {
    return of(
        ServiceLoader.load(ReactionType.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  /**
   * These alone.
   *
   * @throws IllegalArgumentException when two have the same name
   */
  public static ReactionTypes of(Collection<? extends ReactionType> types) {
    SortedMap<String, ReactionType> byName = new TreeMap<>();
    for (ReactionType type : types) {
      if (byName.putIfAbsent(type.name(), type) != null) {
        throw new IllegalArgumentException("two reactions are named '" + type.name() + "'");
      }
    }
    return new ReactionTypes(byName);
  }

  /** The kind with this name. */
  public Optional<ReactionType> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, by name. */
  public Collection<ReactionType> all() {
    return byName.values();
  }

  /** What the reactions made of these hold in common. */
  HeldInCommon common() {
    return common;
  }

  /** What to say to somebody who named one that is not there. */
  String hintFor(String name) {
    for (String known : byName.keySet()) {
      if (known.equalsIgnoreCase(name)) {
        return "did you mean '" + known + "'?";
      }
    }
    return Suggestions.nearest(name, byName.keySet())
        .map(known -> "did you mean '" + known + "'?")
        .orElse("there are " + String.join(", ", byName.keySet()));
  }
}
