// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a node against the settings of a plugin. */
public final class SettingsReader {

  private final Path home;

  /** With the directory that relative paths start at. */
  public SettingsReader(Path home) {
    this.home = home;
  }

  /**
   * Reads and checks all keys; every problem is added to the collector.
   *
   * @return empty when there was an error
   */
  public Optional<Values> read(Node node, Settings settings, Problems problems) {
    if (!(node instanceof Node.Entries entries)) {
      problems.error(node.place(), "expected a map of settings", "");
      return Optional.empty();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> published = new LinkedHashMap<>();
    boolean clean = true;
    for (Node.Entry entry : entries.entries()) {
      Optional<Setting<?>> setting = settings.find(entry.key());
      if (setting.isEmpty()) {
        problems.error(entry.place(), "unknown key '" + entry.key() + "'", "");
        clean = false;
        continue;
      }
      try {
        values.put(entry.key(), setting.get().read(entry.value()));
        if (!setting.get().isSecret()) {
          published.put(entry.key(), entry.value().plain());
        }
      } catch (IllegalArgumentException e) {
        problems.error(entry.value().place(), entry.key() + ": " + e.getMessage(), "");
        clean = false;
      }
    }
    for (Setting<?> setting : settings.all()) {
      if (entries.get(setting.key()).isPresent()) {
        continue;
      }
      if (setting.isRequired()) {
        problems.error(node.place(), "the key '" + setting.key() + "' is missing", "");
        clean = false;
      }
      setting
          .defaultText()
          .ifPresent(
              text ->
                  values.put(
                      setting.key(),
                      setting.read(new Node.Scalar(node.place(), text, text, false))));
    }
    return clean
        ? Optional.of(new Values(node.place(), home, values, published))
        : Optional.empty();
  }
}
