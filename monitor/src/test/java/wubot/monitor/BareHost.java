// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import wubot.message.Message;
import wubot.queue.Queues;
import wubot.xmpp.XmppSettings.Pauses;

/**
 * What a service asks of the monitor it runs in, for one that runs alone, on real queues.
 *
 * @param host the short host name
 * @param home where its queues lie; the main one is {@code reactor}
 * @param queues these queues
 * @param key of the service
 */
public record BareHost(String host, Path home, Queues queues, String key)
    implements ServiceServices {

  /** Before a service connects again, short enough for tests. */
  public static final Pauses QUICK =
      new Pauses(
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          Duration.ofSeconds(40));

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Path mainQueue() {
    return home.resolve("reactor");
  }

  @Override
  public Duration delay() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void emit(Message message) {
    queues.appender(mainQueue()).append(message);
  }
}
