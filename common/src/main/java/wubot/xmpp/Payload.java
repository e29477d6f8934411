// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a request or its answer carries: one element of our own with attributes and text.
 *
 * @param attributes names (letters only) and values
 * @param text the body; no characters that XML would have to escape
 */
public record Payload(Map<String, String> attributes, String text) {

  /** The namespace of the element. */
  public static final String NAMESPACE = "urn:wubot:1";

  /** The name of the element. */
  public static final String ELEMENT = "wubot";

  static final int MAX_ATTRIBUTES = 32;
  static final int MAX_ATTRIBUTE = 1024;

  /** Copies the attributes. */
  public Payload {
    attributes = Map.copyOf(attributes);
  }

  /** The value of an attribute, empty text when it is missing. */
  public String get(String name) {
    return attributes.getOrDefault(name, "");
  }

  /**
   * The value of an attribute as a whole number.
   *
   * @throws IllegalArgumentException when it is missing or none
   */
  public long number(String name) {
    try {
      return Long.parseLong(get(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("attribute " + name + " is not a whole number", e);
    }
  }

  /** As {@link #number(String)}, with a default for a missing attribute. */
  public long number(String name, long byDefault) {
    return attributes.containsKey(name) ? number(name) : byDefault;
  }

  /** Shows the attributes and the size of the text, not the text. */
  @Override
  public String toString() {
    return "payload" + new TreeMap<>(attributes) + "+" + text.length();
  }
}
