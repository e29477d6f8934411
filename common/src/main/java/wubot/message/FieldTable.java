// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The fields of a message in the order of their first setting.
 *
 * <p>Messages have ten or twenty fields, and rules ask them hundreds of questions: a look along the
 * hash codes of the names, which lie side by side, finds one faster than a hash table does, and a
 * copy is three copies of arrays. Those that have many fields after all get an index.
 */
final class FieldTable {

  private static final int ROOM = 16;

  /** With more fields than these an index is faster. */
  private static final int MOST_WITHOUT_INDEX = 32;

  private static final int ABSENT = -1;

  /** The place of the bit that stands for itself and all behind it. */
  static final int BEYOND = 63;

  private String[] names;
  private int[] hashes;
  private Object[] values;
  private int size;
  private int removals;

  /** A bit for each place that was written to since {@link #watch}; the last for all beyond. */
  private long touched;

  private Map<String, Integer> index; // null while there are few fields

  /** A table without fields. */
  FieldTable() {
    names = new String[ROOM];
    hashes = new int[ROOM];
    values = new Object[ROOM];
  }

  private FieldTable(FieldTable other) {
    int room = Math.max(ROOM, other.size + ROOM / 2);
    names = Arrays.copyOf(other.names, room);
    hashes = Arrays.copyOf(other.hashes, room);
    values = Arrays.copyOf(other.values, room);
    size = other.size;
    index = other.index == null ? null : new HashMap<>(other.index);
  }

  /** A table of its own with the same fields. */
  FieldTable copy() {
    return new FieldTable(this);
  }

  int size() {
    return size;
  }

  /**
   * Forgets which places were written to.
   *
   * @return the names; those of the fields of now are never written again in this array
   */
  String[] watch() {
    touched = 0;
    return names;
  }

  /** A bit for each place written to since the last watch; the highest for all beyond the 63rd. */
  long touched() {
    return touched;
  }

  private void touch(int place) {
    touched |= 1L << Math.min(place, BEYOND);
  }

  /** How many fields have been removed: where none was, each stands where it stood. */
  int removals() {
    return removals;
  }

  String nameAt(int place) {
    return names[place];
  }

  Object valueAt(int place) {
    return values[place];
  }

  /** The value of a field; null when it is not there. */
  Object get(String name) {
    int place = place(name);
    return place == ABSENT ? null : values[place];
  }

  boolean has(String name) {
    return place(name) != ABSENT;
  }

  private int place(String name) {
    if (index != null) {
      return index.getOrDefault(name, ABSENT);
    }
    int hash = name.hashCode();
    int[] among = hashes;
    for (int i = 0, n = size; i < n; i++) {
      if (among[i] == hash && names[i].equals(name)) {
        return i;
      }
    }
    return ABSENT;
  }

  /** Sets a field, at the end when it is new. */
  void put(String name, Object value) {
    int place = place(name);
    if (place != ABSENT) {
      values[place] = value;
      touch(place);
    } else {
      add(name, value);
    }
  }

  /** Adds an item to a field that is a list, or none yet; tells whether it did. */
  boolean append(String name, Object item) {
    int place = place(name);
    if (place == ABSENT) {
      add(name, GrowingList.of(List.of()).plus(item));
      return true;
    }
    Object now = values[place];
    if (now instanceof GrowingList list) {
      values[place] = list.plus(item);
    } else if (now == FieldValue.NONE) {
      values[place] = GrowingList.of(List.of()).plus(item);
    } else if (now instanceof List<?> list) {
      values[place] = GrowingList.of(list).plus(item);
    } else {
      return false;
    }
    touch(place);
    return true;
  }

  private void add(String name, Object value) {
    if (size == names.length) {
      int room = size + size / 2;
      names = Arrays.copyOf(names, room);
      hashes = Arrays.copyOf(hashes, room);
      values = Arrays.copyOf(values, room);
    }
    names[size] = name;
    hashes[size] = name.hashCode();
    values[size] = value;
    touch(size);
    size++;
    if (index != null) {
      index.put(name, size - 1);
    } else if (size > MOST_WITHOUT_INDEX) {
      makeIndex();
    }
  }

  /** Removes a field, if it is there; the order of the others stays. */
  void remove(String name) {
    int place = place(name);
    if (place == ABSENT) {
      return;
    }
    int behind = size - place - 1;
    names = names.clone(); // a mark may have the old one
    System.arraycopy(names, place + 1, names, place, behind);
    System.arraycopy(hashes, place + 1, hashes, place, behind);
    System.arraycopy(values, place + 1, values, place, behind);
    size--;
    removals++;
    touched = -1; // the places are others now
    names[size] = null;
    values[size] = null;
    if (index != null) {
      index = null;
      if (size > MOST_WITHOUT_INDEX) {
        makeIndex();
      }
    }
  }

  private void makeIndex() {
    index = new HashMap<>(2 * size);
    for (int i = 0; i < size; i++) {
      index.put(names[i], i);
    }
  }

  void forEach(BiConsumer<String, Object> visitor) {
    for (int i = 0; i < size; i++) {
      visitor.accept(names[i], values[i]);
    }
  }

  /** A view that cannot be changed. */
  Map<String, Object> asMap() {
    return new View();
  }

  /** Equal when the same fields have the same values, in whatever order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FieldTable that && size == that.size && hasAllOf(that);
  }

  private boolean hasAllOf(FieldTable that) {
    for (int i = 0; i < size; i++) {
      if (!values[i].equals(that.get(names[i]))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }

  private final class View extends AbstractMap<String, Object> {

    @Override
    public Object get(Object name) {
      return name instanceof String text ? FieldTable.this.get(text) : null;
    }

    @Override
    public boolean containsKey(Object name) {
      return name instanceof String text && has(text);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      return new Entries();
    }
  }

  private final class Entries extends AbstractSet<Map.Entry<String, Object>> {

    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Map.Entry<String, Object>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public Map.Entry<String, Object> next() {
          if (next >= size) {
            throw new NoSuchElementException();
          }
          int place = next++;
          return Map.entry(names[place], values[place]);
        }
      };
    }
  }
}
