// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final ClaimsClock clock = new ClaimsClock();
  private final MemoryStore store = new MemoryStore(Duration.ofMillis(50));
  private final MemoryStore joeStore = store.sibling();
  private final Mailbox joe = new Mailbox(clock.place(joeStore, "joe", "1"));
  private final Mailbox mike = new Mailbox(clock.place(store.sibling(), "mike", "1"));

  private MailboxLetter send(String command) {
    return joe.send("voice", command, Mailbox.USUAL_TTL);
  }

  private static List<String> all(Mailbox holder, long token) {
    List<String> commands = new ArrayList<>();
    Optional<MailboxLetter> next = holder.next("voice", token);
    while (next.isPresent()) {
      commands.add(next.get().command());
      next = holder.next("voice", token);
    }
    return commands;
  }

  @Test
  void theHolderTakesCommandsInOrderAndOnce() {
    for (int i = 1; i <= 20; i++) {
      send("say " + i);
    }
    joe.send("other", "not for us", Mailbox.USUAL_TTL);
    List<String> got = all(mike, 100);
    assertEquals(20, got.size());
    for (int i = 1; i <= 20; i++) {
      assertEquals("say " + i, got.get(i - 1));
    }
    assertEquals(List.of(), all(mike, 100));
  }

  @Test
  void theSenderGetsTheAnswer() {
    MailboxLetter sent = send("join");
    assertEquals(Optional.empty(), joe.answerTo(sent));
    MailboxLetter taken = mike.next("voice", 5).orElseThrow();
    assertEquals("joe", taken.from());
    assertEquals(Optional.empty(), joe.answerTo(sent));
    assertTrue(mike.answer(taken, "joined"));
    assertEquals(Optional.of("joined"), joe.answerTo(sent));
    assertEquals(List.of(), all(mike, 6), "answered is over for later holders too");
  }

  @Test
  void aCommandWaitsForAHolderAndIsGoneAfterItsTime() {
    send("early");
    joe.tick();
    mike.tick();
    clock.passMillis(20_000);
    send("late");
    joe.tick();
    mike.tick();
    clock.passMillis(10_000);
    assertEquals(List.of("late"), all(mike, 5));
    mike.tick();
    assertEquals(1, store.list("home/mbox/", "", 10).size());
    clock.passMillis(20_000);
    mike.tick();
    assertEquals(0, store.list("home/mbox/", "", 10).size());
  }

  @Test
  void aLaterHolderTakesWhatTheDeadOneDidNotAnswer() {
    for (int i = 1; i <= 5; i++) {
      send("say " + i);
    }
    MailboxLetter first = joe.next("voice", 5).orElseThrow();
    assertTrue(joe.answer(first, "ok"));
    final MailboxLetter second = joe.next("voice", 5).orElseThrow();
    assertEquals(List.of("say 2", "say 3", "say 4", "say 5"), all(mike, 9));
    assertFalse(joe.answer(second, "late"));
    assertEquals(List.of(), all(joe, 5), "who was followed takes nothing");
  }

  @Test
  void observersSeeEveryCommandAndTakeNone() {
    send("before");
    List<String> seen = new ArrayList<>();
    Store.Watch watch = mike.observe("voice", letter -> seen.add(letter.command()));
    send("one");
    send("two");
    mike.tick();
    all(joe, 5);
    send("three");
    mike.tick();
    mike.tick();
    assertEquals(List.of("one", "two", "three"), seen);
    watch.close();
    send("four");
    mike.tick();
    assertEquals(3, seen.size());
    assertEquals(List.of("three", "four"), all(joe, 5));
  }

  @Test
  void aResourceThatMayNotActTakesNothing() {
    Resources resources = new Resources(clock.place(store, "mike", "1"), Duration.ofSeconds(2));
    Resource held = resources.tryAcquire("voice").orElseThrow();
    send("one");
    assertEquals("one", mike.next(held).orElseThrow().command());
    send("two");
    clock.passMillis(1_500);
    assertEquals(Optional.empty(), mike.next(held));
  }

  @Test
  void aTakingWhoseAnswerIsLostIsNotTakenTwice() {
    send("one");
    send("two");
    List<String> got = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Interrupting way = new Interrupting(store.sibling(), MemoryStore.Fault.LOSE_ANSWER);
      Mailbox holder = new Mailbox(clock.place(way, "robert", "1"));
      way.after(1, 1);
      holder.next("voice", 5).ifPresent(letter -> got.add(letter.command()));
      way.calm();
    }
    assertEquals(List.of("one", "two"), got);
    joeStore.fail(MemoryStore.Fault.REFUSE);
    assertThrows(StoreAway.class, () -> send("three"));
    assertThrows(StoreAway.class, () -> joe.next("voice", 5));
  }
}
