// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** The values that the stable fields of a message have. */
final class StableValues {

  /** None known. */
  static final StableValues NOTHING = new StableValues(new String[0], new Object[0]);

  private static final Object MISSING = new Object();
  private static final int LONGEST = 200;

  private final String[] fields;
  private final Object[] values;
  private final int hash;

  private StableValues(String[] fields, Object[] values) {
    this.fields = fields;
    this.values = values;
    this.hash = Arrays.hashCode(values);
  }

  /** The values in this message; {@link #NOTHING} when one is too large to be worth keeping. */
  static StableValues of(String[] fields, Message message) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = message.valueOr(fields[i], MISSING);
      if ((values[i] instanceof String text && text.length() > LONGEST)
          || values[i] instanceof List
          || values[i] instanceof Map) {
        return NOTHING;
      }
    }
    return new StableValues(fields, values);
  }

  /** Whether no field is known. */
  boolean isEmpty() {
    return fields.length == 0;
  }

  /** Whether a message has just these values. */
  boolean areOf(Message message) {
    for (int i = 0; i < fields.length; i++) {
      Object now = message.valueOr(fields[i], MISSING);
      if (now != values[i] && !now.equals(values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StableValues that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
