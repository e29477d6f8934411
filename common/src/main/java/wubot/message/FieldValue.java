// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The rules about field values: what is allowed, how it reads as text, as number and as truth.
 *
 * <p>A value is a String, Long, Double, Boolean, {@link #NONE}, or a List or Map of these. Numbers
 * and numeric text are interchangeable, as in the original wubot.
 */
public final class FieldValue {

  /** How deep lists and maps may nest inside one field. */
  public static final int MAX_DEPTH = 16;

  /** The value of a field that is present without a value. */
  public static final Object NONE = None.NONE;

  private enum None {
    NONE;

    @Override
    public String toString() {
      return "";
    }
  }

  private FieldValue() {}

  /**
   * Brings any Java value into the allowed set; lists and maps are copied and cannot be changed.
   *
   * @throws IllegalArgumentException when nested deeper than {@link #MAX_DEPTH}
   */
  public static Object of(Object value) {
    return of(value, 0);
  }

  private static Object of(Object value, int depth) {
    if (value == null) {
      return NONE;
    }
    if (value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value == NONE) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value instanceof GrowingList) {
      return value; // cannot be changed
    }
    if (value instanceof List<?> list) {
      return listOf(list, depth + 1);
    }
    if (value instanceof Map<?, ?> map) {
      return mapOf(map, depth + 1);
    }
    return value.toString();
  }

  private static List<Object> listOf(List<?> list, int depth) {
    checkDepth(depth);
    List<Object> copy = new ArrayList<>(list.size());
    for (Object item : list) {
      copy.add(of(item, depth));
    }
    return Collections.unmodifiableList(copy);
  }

  private static Map<String, Object> mapOf(Map<?, ?> map, int depth) {
    checkDepth(depth);
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, item) -> copy.put(String.valueOf(key), of(item, depth)));
    return Collections.unmodifiableMap(copy);
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("lists and maps nest deeper than " + MAX_DEPTH);
    }
  }

  /**
   * The value as text; nothing for {@link #NONE}; a whole Double without its fraction, one with an
   * exponent only where it is very great or small.
   */
  public static String text(Object value) {
    if (value instanceof Double number) {
      double d = number;
      return d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString((long) d) : NumberText.of(d);
    }
    return value.toString();
  }

  /**
   * Whether the value counts as true: not {@link #NONE}, empty text, 0, "0" or false. Texts such as
   * "0.0", "00" and "false" are true (the {@code is true} condition alone reads "false" as false).
   */
  public static boolean isTrue(Object value) {
    if (value instanceof String text) {
      return !(text.isEmpty() || (text.length() == 1 && text.charAt(0) == '0'));
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    return value != NONE;
  }

  /**
   * The value as a number, if it is one or its text looks like one: white space around, a sign,
   * decimals, an exponent, Inf or NaN are fine; hexadecimal, "5 apples" and "5,000" are not.
   */
  public static OptionalDouble number(Object value) {
    if (value instanceof Long number) {
      return OptionalDouble.of(number);
    }
    if (value instanceof Double number) {
      return OptionalDouble.of(number);
    }
    return value instanceof String text ? NumberText.parse(text) : OptionalDouble.empty();
  }
}
