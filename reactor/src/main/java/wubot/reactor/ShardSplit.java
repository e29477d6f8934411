// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * Members for each shard, the best first, so that nobody has more than a fair share, not even
   * when any one of them is gone; when more are, about so. Only the shards of those that are gone
   * move.
   */
  List<List<List<String>>> preferences() {
    List<String> all = nodes.stream().distinct().sorted().toList();
    List<List<String>> orders = new ArrayList<>();
    for (int shard = 0; shard < count; shard++) {
      orders.add(new ArrayList<>());
    }
    for (int rank = 0; rank < all.size(); rank++) {
      for (int shard = 0; shard < count; shard++) {
        List<String> gone = List.copyOf(orders.get(shard)); // those that would come before
        List<String> left = new ArrayList<>(all);
        Collections.rotate(left, -(shard % all.size()));
        left.removeAll(gone);
        orders.get(shard).add(leastLoaded(left, gone, orders));
      }
    }
    return orders.stream().map(order -> order.stream().map(List::of).toList()).toList();
  }

  /** Who would have the fewest shards were those gone; the first of equals. */
  private static String leastLoaded(
      List<String> left, List<String> gone, List<List<String>> orders) {
    Map<String, Integer> loads = new HashMap<>();
    for (List<String> order : orders) {
      order.stream()
          .filter(node -> !gone.contains(node))
          .findFirst()
          .ifPresent(node -> loads.merge(node, 1, Integer::sum));
    }
    return Collections.min(left, Comparator.comparing(node -> loads.getOrDefault(node, 0)));
  }
}
