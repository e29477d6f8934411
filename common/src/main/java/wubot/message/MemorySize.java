// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.List;
import java.util.Map;

/**
 * About how many bytes of memory messages take, rather too many than too few. What is counted is
 * what stays; reading and copying take as much again for a moment.
 */
public final class MemorySize {

  /** A message with its map of fields, its identity and what refers to it. */
  public static final int MESSAGE = 340;

  /** A field, or an entry of a map, without its name and value. */
  public static final int ENTRY = 80;

  static final int LIST = 80;
  static final int MAP = 160;
  static final int ITEM = 8;
  private static final int TEXT = 48;
  private static final int NUMBER = 24;

  private MemorySize() {}

  /** Of a message whose parts nobody else has. */
  public static long of(Message message) {
    long[] size = {MESSAGE};
    message.hops().forEach(hop -> size[0] += ITEM + of(hop));
    message.forEach((name, value) -> size[0] += ENTRY + of(name) + of(value));
    return size[0];
  }

  /** Of a value that {@link FieldValue} allows. */
  public static long of(Object value) {
    if (value instanceof String text) {
      return TEXT + (isNarrow(text) ? text.length() : 2L * text.length());
    }
    if (value instanceof List<?> list) {
      long size = LIST;
      for (Object item : list) {
        size += ITEM + of(item);
      }
      return size;
    }
    if (value instanceof Map<?, ?> map) {
      long size = MAP;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        size += ENTRY + of(entry.getKey()) + of(entry.getValue());
      }
      return size;
    }
    return value instanceof Number ? NUMBER : 0;
  }

  /** Java keeps a text as a byte a character when none is beyond Latin-1. */
  private static boolean isNarrow(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
