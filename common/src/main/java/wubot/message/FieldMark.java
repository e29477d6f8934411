// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A moment in the life of a message, for finding out what has been written to it since: far cheaper
 * than a copy, and to be taken again and again. A message has one such moment at a time.
 */
public final class FieldMark {

  private String[] names = {}; // of the message; those up to the size are never written again
  private int size;
  private int removals;

  /** Forgets the moment that it was; now is the moment. */
  public void take(Message message) {
    FieldTable table = message.table();
    names = table.watch();
    size = table.size();
    removals = table.removals();
  }

  /**
   * Calls back with each field that has been set since then, to another value or to the same; after
   * the removal of one, with every field there is.
   *
   * @param now the message that it was taken of
   */
  public void forEachSet(Message now, BiConsumer<String, Object> visitor) {
    FieldTable table = now.table();
    long touched = table.touched();
    if (touched == 0) {
      return;
    }
    for (int i = Long.numberOfTrailingZeros(touched); i < table.size(); i++) {
      if ((touched >>> Math.min(i, FieldTable.BEYOND) & 1) != 0) {
        visitor.accept(table.nameAt(i), table.valueAt(i));
      }
    }
  }

  /** The fields that are not there any more. */
  public List<String> removed(Message now) {
    return now.table().removals() == removals
        ? List.of()
        : Arrays.stream(names, 0, size).filter(name -> !now.has(name)).toList();
  }
}
