// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has which shard while members come and go. */
class ShardSplitTest {

  private static final List<String> NODES = List.of("ann", "bob", "cid", "dan", "eve");

  /** How many shards each member has while some are gone. */
  private static Map<String, Integer> shares(ShardSplit split, Set<String> gone) {
    Map<String, Integer> shares = new HashMap<>();
    for (List<List<String>> order : split.preferences()) {
      String holder =
          order.stream().flatMap(List::stream).filter(n -> !gone.contains(n)).findFirst().get();
      shares.merge(holder, 1, Integer::sum);
    }
    return shares;
  }

  private static void assertFair(ShardSplit split, Set<String> gone, int spare) {
    int alive = split.nodes().size() - gone.size();
    int most = (split.count() + alive - 1) / alive + spare;
    shares(split, gone)
        .forEach((node, n) -> assertTrue(n <= most, split + " without " + gone + ": " + node + n));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void nobodyHasMoreThanAFairShareAlsoWhenAnyMemberIsGone(int members) {
    List<String> nodes = NODES.subList(0, members);
    for (int count = 1; count <= 64; count++) {
      ShardSplit split = new ShardSplit(count, "key", nodes);
      assertFair(split, Set.of(), 0);
      for (String one : nodes) {
        if (members > 1) {
          assertFair(split, Set.of(one), 0);
        }
        for (String other : nodes) {
          if (members > 2 && !one.equals(other)) {
            assertFair(split, Set.of(one, other), 1);
          }
        }
      }
    }
  }

  @Test
  void everyShardMayEndWithAnyMemberAndAllAgree() {
    List<String> shuffled = List.of("eve", "ann", "dan", "cid", "bob");
    List<List<List<String>>> orders = new ShardSplit(12, "key", NODES).preferences();
    assertEquals(12, orders.size());
    for (List<List<String>> order : orders) {
      assertEquals(
          new TreeSet<>(NODES), new TreeSet<>(order.stream().flatMap(List::stream).toList()));
      assertEquals(NODES.size(), order.size());
    }
    assertEquals(orders, new ShardSplit(12, "key", shuffled).preferences());
    assertEquals(
        List.of("ann", "bob", "cid", "dan", "eve", "ann"),
        IntStream.range(0, 6).mapToObj(i -> orders.get(i).get(0).get(0)).toList());
  }
}
