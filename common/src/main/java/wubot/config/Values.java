// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The values of a plugin's settings, read and checked. */
public final class Values {

  private final Place place;
  private final Path home;
  private final Map<String, Object> values;
  private final Map<String, Object> published;

  /**
   * For the reader of config files.
   *
   * @param place where the plugin's configuration begins
   * @param home what relative paths start at
   * @param values by key, of the types the settings give; defaults included
   * @param published what may be copied into messages: plain values as written, secrets left out
   */
  Values(Place place, Path home, Map<String, Object> values, Map<String, Object> published) {
    this.place = place;
    this.home = home;
    this.values = Map.copyOf(values);
    this.published = java.util.Collections.unmodifiableMap(published);
  }

  /** Where the configuration begins. */
  public Place place() {
    return place;
  }

  /**
   * The value of a setting that is required or has a default.
   *
   * @throws IllegalStateException when it has neither: use {@link #find}
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalStateException("setting '" + setting.key() + "' has no default"));
  }

  /** The value of a setting, empty when it is missing and has no default. */
  @SuppressWarnings("unchecked") // values are put under the key of the setting that read them
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting.key()));
  }

  /** A path against wubot's home; {@code ~} is the user's home directory. */
  public Path path(Setting<Path> setting) {
    return resolve(get(setting));
  }

  /** As {@link #path}, for a setting that may be missing. */
  public Optional<Path> findPath(Setting<Path> setting) {
    return find(setting).map(this::resolve);
  }

  private Path resolve(Path path) {
    if (path.startsWith("~")) {
      return Path.of(System.getProperty("user.home"))
          .resolve(path.subpath(0, path.getNameCount()).toString().replaceFirst("^~/?", ""));
    }
    return home.resolve(path).normalize();
  }

  /** What messages carry as {@code config.*}: the plain values as written, secrets left out. */
  public Map<String, Object> published() {
    return published;
  }
}
