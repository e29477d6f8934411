// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import wubot.message.FieldValue;

/** A piece of a YAML file that knows where it stands. */
public sealed interface Node {

  /** Where it begins. */
  Place place();

  /** The plain value: String, Long, Double, Boolean, {@link FieldValue#NONE}, List or Map. */
  Object plain();

  /**
   * A single value.
   *
   * @param place where it stands
   * @param text as written, quotes removed
   * @param plain the value under YAML's core schema: {@code yes}, {@code on}, {@code 12:30} and
   *     dates stay text
   * @param quoted whether it was written in quotes or as a block
   */
  record Scalar(Place place, String text, Object plain, boolean quoted) implements Node {}

  /**
   * A list.
   *
   * @param place where it begins
   * @param items in order
   */
  record Items(Place place, List<Node> items) implements Node {
    @Override
    public Object plain() {
      return items.stream().map(Node::plain).collect(Collectors.toList());
    }
  }

  /**
   * A map.
   *
   * @param place where it begins
   * @param entries in order
   */
  record Entries(Place place, List<Entry> entries) implements Node {

    /** The value of a key. */
    public Optional<Node> get(String key) {
      return entries.stream().filter(e -> e.key().equals(key)).map(Entry::value).findFirst();
    }

    @Override
    public Object plain() {
      Map<String, Object> map = new LinkedHashMap<>();
      entries.forEach(e -> map.put(e.key(), e.value().plain()));
      return map;
    }
  }

  /**
   * One key of a map.
   *
   * @param key the key as text
   * @param place where the key stands
   * @param value what it has
   */
  record Entry(String key, Place place, Node value) {}
}
