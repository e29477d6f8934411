// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.ZoneId;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.ReactionServices;
import wubot.rule.StateKey;
import wubot.rule.Template;

/**
 * What a gate tells things apart by.
 *
 * @param template empty for host, key and item
 * @param most how many keys are remembered
 */
record GateKey(Optional<Template> template, int most) {

  private static final int LONGEST = 500;

  private static final Setting<Long> MOST =
      Setting.integer("keys", 1, 50_000)
          .byDefault("10000")
          .describe(
              "How many keys to remember; then the one not met for longest is forgotten for each"
                  + " new one, and the log says so once.");

  private static Setting<String> key(String byDefault) {
    return Setting.text("key")
        .describe("What counts as the same thing, a template; by default " + byDefault + ".")
        .example("{{ hostname }}");
  }

  private static final Setting<String> KEY = key("");

  /** The settings for it, behind those of the gate; the default is told in words. */
  static Settings settings(Settings own, String byDefault) {
    return own.and(Settings.of(key(byDefault), MOST));
  }

  static Settings settings(Settings own) {
    return settings(own, "host, key and item of the message");
  }

  /** As the settings say. */
  static GateKey of(Values values, ReactionServices services) {
    return new GateKey(
        values.find(KEY).map(text -> template(text, services.clock().getZone())),
        values.get(MOST).intValue());
  }

  /** As the settings say, with another default. */
  static GateKey of(Values values, ReactionServices services, String byDefault) {
    GateKey key = of(values, services);
    return key.template().isPresent()
        ? key
        : new GateKey(Optional.of(template(byDefault, services.clock().getZone())), key.most());
  }

  /**
   * A template from a setting.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Template template(String text, ZoneId zone) {
    try {
      return Template.of(text, zone);
    } catch (wubot.rule.TemplateSyntaxException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  /** The key of a message. */
  String of(Message message) {
    String key = template.isPresent() ? template.get().fill(message) : StateKey.of(message);
    return key.length() > LONGEST ? key.substring(0, LONGEST) : key;
  }
}
