// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.monitor.Service;
import wubot.monitor.ServiceServices;
import wubot.monitor.ServiceType;

/** A plugin of the monitor that appends known messages and notes which the queue accepted. */
public final class Feed implements ServiceType {

  static final Setting<Path> LEDGER = Setting.path("ledger").required();
  static final Setting<Path> PACE = Setting.path("pace").required();
  static final Setting<Long> SEED =
      Setting.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE).byDefault("0");

  /** Found by the ServiceLoader. */
  public Feed() {}

  @Override
  public String name() {
    return "Feed";
  }

  @Override
  public String summary() {
    return "Appends known messages.";
  }

  @Override
  public Settings settings() {
    return Settings.of(LEDGER, PACE, SEED);
  }

  @Override
  public String example() {
    return "ledger: ledger\npace: pace\n";
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public Service create(Values values, ServiceServices services) {
    return new Feeder(
        new Known(values.get(SEED), services.host()),
        values.get(LEDGER),
        values.get(PACE),
        () -> services.queues().appender(services.mainQueue()));
  }
}
