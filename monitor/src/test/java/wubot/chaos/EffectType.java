// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.time.Duration;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** A reaction whose effect is a line in a file that all members of a group append to. */
public final class EffectType implements ReactionType {

  static final Setting<Path> LOG = Setting.path("log").required();
  static final Setting<Long> SINK = Setting.integer("sink", 0, 65_535).byDefault("0");
  static final Setting<Duration> TAKES = Setting.duration("takes").byDefault("0s");

  /** Found by the ServiceLoader. */
  public EffectType() {}

  @Override
  public String name() {
    return "Effect";
  }

  @Override
  public String summary() {
    return "Appends a line.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public boolean byOne() {
    return true;
  }

  @Override
  public Settings settings() {
    return Settings.of(LOG, SINK, TAKES);
  }

  @Override
  public String example() {
    return "- name: effect\n  plugin: Effect\n  config: {log: effects}\n";
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return new Effect(
        services.host(),
        values.get(LOG),
        values.get(SINK).intValue(),
        values.get(TAKES).toMillis());
  }
}
