// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the reactions of one daemon hold in common, one of each kind: the connections to a database
 * file, say, of which a second one would wait for the first. Reactions of several threads may ask.
 */
public final class HeldInCommon {

  private final Map<Class<?>, Object> held = new HashMap<>(); // guarded by this

  /** The one of this kind, made when it is asked for first. */
  public synchronized <T> T get(Class<T> kind, Supplier<T> make) {
    return kind.cast(held.computeIfAbsent(kind, k -> make.get()));
  }
}
