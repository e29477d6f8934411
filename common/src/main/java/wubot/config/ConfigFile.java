// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A config file that a host loads.
 *
 * @param plugin the plugin, which is the name of its directory; empty for {@code reactor.yaml} and
 *     {@code group.yaml}
 * @param instance its name up to {@code .yaml}
 * @param suffix the host it is for, empty when it is for all
 * @param path where it is
 * @param shown its path within the config directory, as diagnostics name it
 * @param digest of its content, so that a saved change is told from a touched file
 */
public record ConfigFile(
    String plugin,
    String instance,
    Optional<String> suffix,
    Path path,
    String shown,
    String digest) {

  /** {@code Plugin-instance}, the {@code key} of its messages. */
  public String key() {
    return plugin.isEmpty() ? instance : plugin + "-" + instance;
  }
}
