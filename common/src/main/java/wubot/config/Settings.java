// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /** These and those of another declaration after them; of two with one key the first counts. */
  public Settings and(Settings others) {
    List<Setting<?>> all = new ArrayList<>(settings);
    others.settings.stream().filter(s -> find(s.key()).isEmpty()).forEach(all::add);
    return new Settings(List.copyOf(all));
  }

  /** The keys, in order. */
  public List<String> keys() {
    return settings.stream().map(Setting::key).collect(Collectors.toUnmodifiableList());
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
