// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupCacheTest {
  private static final Duration TTL = Duration.ofSeconds(5);

  private final ClaimsClock clock = new ClaimsClock();
  private final MemoryStore store = new MemoryStore(Duration.ofMillis(50));
  private final MemoryStore joeStore = store.sibling();
  private final GroupCache joe = new GroupCache(clock.place(joeStore, "joe", "1"));
  private final GroupCache mike = new GroupCache(clock.place(store.sibling(), "mike", "1"));

  private static Optional<String> text(Optional<GroupCache.Value> value) {
    return value.map(GroupCache.Value::value);
  }

  @Test
  void whatOneWritesTheOthersRead() {
    String value = "{\"list\":[1,2.5,true,\"größe 雪\"],\"map\":{\"a\":null}}";
    joe.put("geo", "key/with slash", value, TTL);
    assertEquals(Optional.of(value), text(mike.get("geo", "key/with slash")));
    assertEquals(Optional.empty(), mike.get("geo", "other"));
    assertEquals(Optional.empty(), mike.get("other", "key/with slash"));
    joe.remove("geo", "key/with slash");
    joe.remove("geo", "key/with slash");
    assertEquals(Optional.empty(), mike.get("geo", "key/with slash"));
  }

  @Test
  void aMissIsNotAFailure() {
    assertEquals(Optional.empty(), joe.get("geo", "key"));
    joeStore.fail(MemoryStore.Fault.REFUSE);
    assertThrows(StoreAway.class, () -> joe.get("geo", "key"));
    assertThrows(StoreAway.class, () -> joe.put("geo", "key", "1", TTL));
  }

  @Test
  void aValueIsGoneAfterItsTimeForAllWhoWereThereAndSurvivesItsWriter() {
    joe.put("geo", "key", "1", TTL);
    mike.tick(); // looks often; joe is dead from here on
    clock.passMillis(4_999);
    assertEquals(Optional.of("1"), text(mike.get("geo", "key")));
    clock.passMillis(1);
    assertEquals(Optional.empty(), mike.get("geo", "key"));
    mike.tick();
    assertEquals(0, store.list("home/cache/", "", 10).size());
  }

  @Test
  void anotherWritingBeginsTheTimeAnew() {
    joe.put("geo", "key", "1", TTL);
    clock.passMillis(4_000);
    mike.put("geo", "key", "2", TTL);
    clock.passMillis(4_000);
    assertEquals(Optional.of("2"), text(joe.get("geo", "key")));
    assertEquals(Optional.of("2"), text(mike.get("geo", "key")));
    clock.passMillis(1_000);
    assertEquals(Optional.empty(), mike.get("geo", "key"));
  }

  @Test
  void compareAndSetIsForOne() {
    long version = joe.replace("n", "count", 0, "1", TTL).orElseThrow();
    assertEquals(Optional.empty(), mike.replace("n", "count", 0, "1", TTL));
    long next = mike.replace("n", "count", version, "2", TTL).orElseThrow();
    assertEquals(Optional.empty(), joe.replace("n", "count", version, "3", TTL));
    assertEquals(new GroupCache.Value("2", next), joe.get("n", "count").orElseThrow());
    clock.pass(TTL);
    assertEquals(Optional.empty(), mike.replace("n", "count", next, "3", TTL));
    assertTrue(mike.replace("n", "count", 0, "3", TTL).isPresent(), "over, so there is none");
  }

  @Test
  void aWritingWhoseAnswerIsLostIsKnownAgain() {
    for (int skip = 0; skip < 3; skip++) {
      Interrupting way = new Interrupting(store.sibling(), MemoryStore.Fault.LOSE_ANSWER);
      GroupCache member = new GroupCache(clock.place(way, "robert", "1"));
      way.after(skip, 1);
      try {
        member.put("geo", "key" + skip, "1", TTL);
      } catch (StoreAway e) {
        way.calm();
        member.put("geo", "key" + skip, "1", TTL);
      }
      way.calm();
      assertEquals(Optional.of("1"), text(mike.get("geo", "key" + skip)));
    }
  }
}
