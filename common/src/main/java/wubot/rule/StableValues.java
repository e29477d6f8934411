// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** Reads the values of the stable fields of messages; the same object reads one after the other. */
final class StableValues {

  private static final Object MISSING = new Object();
  private static final int LONGEST = 200;

  private final String[] fields;
  private final Object[] values;
  private int hash;

  StableValues(String[] fields) {
    this.fields = fields;
    this.values = new Object[fields.length];
  }

  /**
   * Reads the values of a message.
   *
   * @return whether all are worth keeping: not those that are very long
   */
  boolean read(Message message) {
    int sum = 0;
    for (int i = 0; i < fields.length; i++) {
      Object value = message.valueOr(fields[i], MISSING);
      values[i] = value;
      if (value instanceof String text) {
        if (text.length() > LONGEST) {
          return false;
        }
        sum = 31 * sum + text.hashCode();
      } else if (value instanceof List || value instanceof Map) {
        return false;
      } else {
        sum = 31 * sum + value.hashCode();
      }
    }
    hash = sum ^ sum >>> 15;
    return true;
  }

  /** Of what was read last. */
  int hash() {
    return hash;
  }

  /** Whether what was read last is the same as was kept. */
  boolean are(Object[] kept) {
    for (int i = 0; i < kept.length; i++) {
      if (values[i] != kept[i] && !values[i].equals(kept[i])) {
        return false;
      }
    }
    return true;
  }

  /** What was read last, to keep. */
  Object[] keep() {
    return Arrays.copyOf(values, values.length);
  }

  /** Whether a message has what was kept, as far as these fields go; places among all fields. */
  boolean areOf(Message message, Object[] kept, int[] places) {
    for (int place : places) {
      Object now = message.valueOr(fields[place], MISSING);
      if (now != kept[place] && !now.equals(kept[place])) {
        return false;
      }
    }
    return true;
  }
}
