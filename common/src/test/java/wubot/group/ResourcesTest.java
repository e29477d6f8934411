// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private static final Duration TTL = Duration.ofSeconds(2);

  private final ClaimsClock clock = new ClaimsClock();
  private final MemoryStore store = new MemoryStore(Duration.ofMillis(50));
  private final MemoryStore joeStore = store.sibling();
  private final Resources joe = new Resources(clock.place(joeStore, "joe", "1"), TTL);
  private final Resources mike = new Resources(clock.place(store.sibling(), "mike", "1"), TTL);

  @Test
  void oneAtATimeAndWithoutWaiting() {
    Resource held = joe.tryAcquire("voice/42").orElseThrow();
    assertTrue(held.mayAct());
    assertEquals(Optional.empty(), mike.tryAcquire("voice/42"));
    assertEquals(Optional.empty(), joe.tryAcquire("voice/42"));
    assertEquals(held.token(), joe.held("voice/42").orElseThrow().token());
    held.release();
    assertFalse(held.mayAct());
    assertEquals(Optional.empty(), joe.held("voice/42"));
    assertTrue(mike.tryAcquire("voice/42").orElseThrow().token() > held.token());
  }

  @Test
  void itCanBeTakenAHundredTimes() {
    long token = 0;
    for (int i = 0; i < 100; i++) {
      Resource held = (i % 2 == 0 ? joe : mike).tryAcquire("voice").orElseThrow();
      assertTrue(held.token() > token);
      token = held.token();
      held.close();
    }
  }

  @Test
  void scopesAreIndependent() {
    for (int i = 0; i < 10; i++) {
      assertTrue((i % 2 == 0 ? joe : mike).tryAcquire("voice/" + i).isPresent());
    }
  }

  @Test
  void aDeadHolderIsFollowedAfterItsTimeToLive() {
    Resource dead = joe.tryAcquire("voice").orElseThrow();
    assertEquals(Optional.empty(), mike.tryAcquire("voice"));
    clock.pass(TTL.minusMillis(1));
    assertFalse(dead.mayAct(), "stops before anybody may follow");
    assertEquals(Optional.empty(), mike.tryAcquire("voice"));
    clock.passMillis(1);
    Resource next = mike.tryAcquire("voice").orElseThrow();
    assertTrue(next.token() > dead.token());
    assertFalse(dead.confirm());
    assertFalse(dead.isHeld());
    dead.release();
    assertTrue(next.confirm(), "who lost it cannot release it");
  }

  @Test
  void aLivingHolderKeepsIt() {
    Resource held = joe.tryAcquire("voice").orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertEquals(Optional.empty(), mike.tryAcquire("voice"));
      clock.pass(TTL.dividedBy(3));
      joe.renew();
      assertTrue(held.mayAct());
    }
  }

  @Test
  void whereTheStoreIsAwayNobodyTakesAndTheHolderStops() {
    final Resource held = joe.tryAcquire("voice").orElseThrow();
    joeStore.fail(MemoryStore.Fault.REFUSE);
    assertThrows(StoreAway.class, () -> joe.tryAcquire("other"));
    clock.pass(TTL.dividedBy(3).multipliedBy(2));
    joe.renew();
    assertFalse(held.mayAct());
    joeStore.fail(MemoryStore.Fault.NONE);
    joe.renew();
    assertTrue(held.mayAct(), "nobody took it meanwhile");
  }

  @Test
  void anAnswerThatIsLostIsKnownByItsAttempt() {
    for (int skip = 0; skip < 4; skip++) {
      Interrupting way = new Interrupting(store.sibling(), MemoryStore.Fault.LOSE_ANSWER);
      Resources member = new Resources(clock.place(way, "robert", "1"), TTL);
      String name = "voice" + skip;
      way.after(skip, 1);
      Optional<Resource> held = Optional.empty();
      try {
        held = member.tryAcquire(name);
      } catch (StoreAway e) {
        // it cannot be told yet
      }
      way.calm();
      if (held.isEmpty()) {
        member.tryAcquire(name);
        clock.pass(TTL);
        held = member.held(name).or(() -> member.tryAcquire(name));
      }
      assertTrue(held.orElseThrow().confirm(), "after " + skip);
      assertEquals(Optional.empty(), mike.tryAcquire(name));
    }
  }
}
