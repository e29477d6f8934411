// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.Arrays;
import java.util.List;

/**
 * How the fields of a message were at a moment, for finding out what has changed since: far cheaper
 * than a copy, and to be taken again and again.
 */
public final class FieldMark {

  private static final Object[] NOTHING = {};

  private String[] names = {}; // of the message; those up to the size are never written again
  private Object[] values = {};
  private int size;
  private int removals;

  /** Forgets what it was and becomes how this message is now. */
  public void take(Message message) {
    FieldTable table = message.table();
    size = table.size();
    if (values.length < size) {
      values = new Object[size + size / 2];
    }
    names = table.copyValues(values);
    removals = table.removals();
  }

  /**
   * The fields that have been set to another value, or set anew, since then: names and values in
   * turns.
   *
   * @param now the message that it was taken of
   */
  public Object[] changed(Message now) {
    FieldTable table = now.table();
    int count = 0;
    for (int i = 0; i < table.size(); i++) {
      count += isSame(table, i) ? 0 : 1;
    }
    if (count == 0) {
      return NOTHING;
    }
    Object[] changed = new Object[2 * count];
    int at = 0;
    for (int i = 0; i < table.size(); i++) {
      if (!isSame(table, i)) {
        changed[at++] = table.nameAt(i);
        changed[at++] = table.valueAt(i);
      }
    }
    return changed;
  }

  /** The fields that are not there any more. */
  public List<String> removed(Message now) {
    return now.table().removals() == removals
        ? List.of()
        : Arrays.stream(names, 0, size).filter(name -> !now.has(name)).toList();
  }

  private boolean isSame(FieldTable table, int i) {
    int place = table.removals() == removals ? i : place(table.nameAt(i));
    if (place >= size) {
      return false;
    }
    Object value = table.valueAt(i);
    return value == values[place] || value.equals(values[place]);
  }

  /** Where a field stood; beyond the end when it was not there. */
  private int place(String name) {
    int place = 0;
    while (place < size && !names[place].equals(name)) {
      place++;
    }
    return place;
  }
}
