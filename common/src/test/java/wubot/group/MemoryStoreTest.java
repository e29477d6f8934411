// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The store of other tests keeps the contract as well, and fails as it is told. */
class MemoryStoreTest extends StoreContract {

  @Override
  StoreServer startServer() {
    return new StoreServer() {
      private final MemoryStore root = new MemoryStore();
      private final List<MemoryStore> all = new ArrayList<>();
      private MemoryStore.Fault now = MemoryStore.Fault.NONE;

      @Override
      public Store open(Duration timeout) {
        MemoryStore one = root.sibling(timeout);
        one.fail(now);
        all.add(one);
        return one;
      }

      private void all(MemoryStore.Fault fault) {
        now = fault;
        all.forEach(one -> one.fail(fault));
      }

      @Override
      public void freeze() {
        all(MemoryStore.Fault.STALL_THEN_APPLY);
      }

      @Override
      public void thaw() {
        all(MemoryStore.Fault.NONE);
      }

      @Override
      public void stop() {
        all(MemoryStore.Fault.REFUSE);
      }

      @Override
      public void start() {
        all(MemoryStore.Fault.NONE);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void losesAnswersAfterApplying() {
    var store = new MemoryStore();
    MemoryStore sibling = store.sibling();
    store.fail(MemoryStore.Fault.LOSE_ANSWER, 1);
    assertInstanceOf(Outcome.Unknown.class, store.create("k", "one", Duration.ZERO));
    assertEquals("one", store.get("k").map(Entry::value).orElse(""));
    sibling.fail(MemoryStore.Fault.LOSE_REQUEST);
    assertInstanceOf(Outcome.Unknown.class, sibling.create("l", "one", Duration.ZERO));
    assertThrows(StoreAway.class, () -> sibling.get("k"));
    assertEquals(Optional.empty(), store.get("l"));
  }

  @Test
  void appliesLateWhatWasGivenUp() {
    var store = new MemoryStore(Duration.ofMillis(10));
    store.fail(MemoryStore.Fault.STALL_THEN_APPLY);
    assertInstanceOf(Outcome.Unknown.class, store.create("k", "late", Duration.ZERO));
    assertEquals(Optional.empty(), store.sibling().get("k"));
    store.fail(MemoryStore.Fault.STALL);
    assertInstanceOf(Outcome.Unknown.class, store.create("l", "never", Duration.ZERO));
    store.fail(MemoryStore.Fault.NONE);
    assertTrue(store.get("k").isPresent());
    assertEquals(Optional.empty(), store.get("l"));
  }
}
