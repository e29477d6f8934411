// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import java.util.Optional;

/** The keys that a plugin understands, in the order in which its reference page lists them. */
public final class Settings {

  private final List<Setting<?>> settings;

  private Settings(List<Setting<?>> settings) {
    this.settings = settings;
  }

  /** These settings. */
  public static Settings of(Setting<?>... settings) {
    return new Settings(List.of(settings));
  }

  /** These and those of another declaration after them. */
  public Settings and(Settings others) {
    List<Setting<?>> all = new java.util.ArrayList<>(settings);
    all.addAll(others.settings);
    return new Settings(List.copyOf(all));
  }

  /** All of them, in order. */
  public List<Setting<?>> all() {
    return settings;
  }

  /** The setting of this key. */
  public Optional<Setting<?>> find(String key) {
    return settings.stream().filter(s -> s.key().equals(key)).findFirst();
  }
}
