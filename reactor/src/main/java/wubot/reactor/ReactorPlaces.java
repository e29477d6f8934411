// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import wubot.config.Settings;
import wubot.dead.DeadLetters;

/** Where a reactor keeps its queues, for commands that look into them. */
public final class ReactorPlaces {

  private ReactorPlaces() {}

  /** The queue in which the messages for a delivery wait. */
  public static Path outbox(Path home, String rule) {
    return Outbox.directory(home).resolve(Outbox.name(rule));
  }

  /** The name of the cursor of who delivers from there. */
  public static String courier() {
    return Couriers.CURSOR;
  }

  /** The queue of messages that could not be handled. */
  public static Path deadLetters(Path home) {
    return DeadLetters.queue(home);
  }

  /** The keys of {@code reactor.yaml}. */
  public static Settings settings() {
    return ReactorSettings.KEYS;
  }
}
