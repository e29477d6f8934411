// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Values;

/**
 * One config file, read and checked: a plugin with its settings, ready to be made.
 *
 * @param key {@code Plugin-instance}
 * @param type the plugin
 * @param values its settings and the common ones
 * @param node the file as it was read
 */
record Instance(String key, PluginType type, Values values, Node.Entries node) {

  /** Whether it is to run. */
  boolean enabled() {
    return values.find(CommonKeys.ENABLE).orElse(values.get(CommonKeys.ENABLED))
        && values.get(CommonKeys.ENABLED);
  }

  /** The time from start to start. */
  Duration delay() {
    return values.find(CommonKeys.DELAY).orElse(type.defaultDelay());
  }

  /** How long one run may take. */
  Duration timeout() {
    return values.get(CommonKeys.TIMEOUT);
  }

  /** The random part of the first start. */
  Optional<Duration> rand() {
    return values.find(CommonKeys.RAND).filter(rand -> !rand.isZero());
  }

  /** The rules for its messages. */
  Optional<Node> react() {
    return values.find(CommonKeys.REACT);
  }

  /** Who of a group runs it; empty when it is not shared, as far as its file goes. */
  Optional<RoleWish> role(Path home) {
    return values.find(CommonKeys.ROLE).flatMap(role -> RoleWish.read(role, home, new Problems()));
  }

  /** What its messages repeat as {@code config.*}; a delay written as text counts in seconds. */
  Map<String, Object> published() {
    Map<String, Object> published = new LinkedHashMap<>(values.published());
    published.remove(CommonKeys.REACT.key());
    published.remove(CommonKeys.ROLE.key());
    if (published.get(CommonKeys.DELAY.key()) instanceof String) {
      double seconds = delay().toMillis() / 1000.0;
      published.put(CommonKeys.DELAY.key(), plain(seconds));
    }
    return published;
  }

  private static Object plain(double seconds) {
    long whole = (long) seconds;
    return whole == seconds ? (Object) whole : (Object) seconds;
  }

  /** Where a problem that begins with the name of a key lies; else where the file begins. */
  Place placeOf(String problem) {
    return node.entries().stream()
        .filter(entry -> problem.matches("(?s)" + Pattern.quote(entry.key()) + "\\b.*"))
        .map(entry -> entry.value().place())
        .findFirst()
        .orElse(place());
  }

  /** Where the file begins. */
  Place place() {
    return node.place();
  }
}
