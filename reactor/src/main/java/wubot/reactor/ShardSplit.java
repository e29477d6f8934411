// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import wubot.message.Message;

/**
 * Which shard a message belongs to, and who holds a shard by preference.
 *
 * @param count how many shards
 * @param field whose value decides
 * @param nodes the members that share them
 */
record ShardSplit(int count, String field, List<String> nodes) {

  /** From 0. */
  int of(Message message) {
    CRC32 crc = new CRC32();
    crc.update(message.text(field).getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % count);
  }

  /**
   * Members for a shard, the best first: each member is first for as many shards as any other, and
   * the shards of one that is gone fall to different ones.
   */
  List<List<String>> preference(int shard) {
    List<String> order = new ArrayList<>(nodes);
    Collections.sort(order);
    Collections.rotate(order, -(shard % order.size()));
    if (shard / order.size() % 2 == 1) {
      Collections.reverse(order.subList(1, order.size()));
    }
    return order.stream().map(List::of).toList();
  }
}
