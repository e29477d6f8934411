// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Values;

/** Removes the secrets of one instance from texts that leave the daemon. */
final class SecretMask {

  private static final int SHORTEST = 3; // masking every "a" would hide the message, not the secret

  private final List<String> secrets;

  private SecretMask(List<String> secrets) {
    this.secrets = secrets;
  }

  /** For the secrets among these values. */
  static SecretMask of(PluginType type, Values values) {
    List<String> found = new ArrayList<>();
    for (Setting<?> setting : type.settings().all()) {
      if (setting.isSecret() && values.find(setting).orElse(null) instanceof Secret secret) {
        found.add(secret.reveal());
      }
    }
    found.removeIf(text -> text.length() < SHORTEST);
    found.sort(Comparator.comparingInt(String::length).reversed());
    return new SecretMask(List.copyOf(found));
  }

  /** The text with stars in place of every secret. */
  String apply(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "****");
    }
    return masked;
  }
}
