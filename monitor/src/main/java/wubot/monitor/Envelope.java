// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * The standard fields that the daemon adds to every message of one instance: {@code config.*},
 * plugin, key, lastupdate and hostname. What a message brings itself stays, except {@code
 * config.*}.
 */
final class Envelope {

  private static final Pattern USER_IN_URL = Pattern.compile("(?<=://)[^/@\\s]+@");

  private final String plugin;
  private final String key;
  private final String host;
  private final Clock clock;
  private final Map<String, Object> config;

  /**
   * For one instance.
   *
   * @param published what messages repeat of its configuration; secrets are not among it
   */
  Envelope(String plugin, String key, String host, Clock clock, Map<String, Object> published) {
    this.plugin = plugin;
    this.key = key;
    this.host = host;
    this.clock = clock;
    this.config = new LinkedHashMap<>();
    published.forEach((name, value) -> config.put(Fields.CONFIG_PREFIX + name, shown(value)));
  }

  /** For an instance; what a service says does not repeat its configuration. */
  static Envelope of(Instance instance, String host, Clock clock) {
    Map<String, Object> published =
        instance.type() instanceof CheckType ? instance.published() : Map.of();
    return new Envelope(instance.type().name(), instance.key(), host, clock, published);
  }

  /** Adds the fields in place and returns the message. */
  Message fill(Message message) {
    config.forEach(message::put);
    fill(message, Fields.PLUGIN, plugin);
    fill(message, Fields.KEY, key);
    fill(message, Fields.LASTUPDATE, clock.instant().getEpochSecond());
    fill(message, Fields.HOSTNAME, host);
    return message;
  }

  private static void fill(Message message, String field, Object value) {
    if (!message.isTrue(field)) {
      message.put(field, value);
    }
  }

  /** An address such as {@code https://user:password@host/} is published without the user. */
  private static Object shown(Object value) {
    return value instanceof String text && text.contains("://")
        ? USER_IN_URL.matcher(text).replaceAll("")
        : value;
  }
}
