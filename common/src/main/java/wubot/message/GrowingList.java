// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A list that cannot be changed but gives a longer one cheaply: both share their items.
 *
 * <p>The longer list takes the next free place of the shared array. Who comes second to that place,
 * because a copy of the message grew too, copies the items; so lists never see each other's.
 */
final class GrowingList extends AbstractList<Object> implements RandomAccess {

  private static final int ROOM = 12;

  private final Object[] items;
  private final int size;
  private final AtomicInteger taken; // how many places of the array have an owner

  private GrowingList(Object[] items, int size, AtomicInteger taken) {
    this.items = items;
    this.size = size;
    this.taken = taken;
  }

  /** A list of its own with these items, which are values of fields. */
  static GrowingList of(List<?> items) {
    Object[] copy = Arrays.copyOf(items.toArray(), items.size() + ROOM, Object[].class);
    return new GrowingList(copy, items.size(), new AtomicInteger(items.size()));
  }

  /** The list with one more item. */
  GrowingList plus(Object item) {
    if (size < items.length && taken.compareAndSet(size, size + 1)) {
      items[size] = item;
      return new GrowingList(items, size + 1, taken);
    }
    Object[] longer = Arrays.copyOf(items, 2 * size + ROOM);
    Arrays.fill(longer, size, Math.min(items.length, longer.length), null);
    longer[size] = item;
    return new GrowingList(longer, size + 1, new AtomicInteger(size + 1));
  }

  @Override
  public Object get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    return items[index];
  }

  @Override
  public int size() {
    return size;
  }
}
