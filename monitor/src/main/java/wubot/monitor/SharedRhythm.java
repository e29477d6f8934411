// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.StoreAway;
import wubot.message.Message;

/**
 * A check that one member of a group runs at a time. Every run is written down in the store before
 * it begins, in place of the one before, so that none is begun twice, and so is what it leaves, so
 * that whoever has the next run goes on from there.
 */
final class SharedRhythm implements Rhythm {

  private static final Logger LOG = LoggerFactory.getLogger(SharedRhythm.class);
  private static final int ROUNDS = 4;
  private static final long SOONEST_RETRY = 100;
  private static final long LATEST_RETRY = 5_000;
  private static final long BUSY = 250;

  /** The largest memory that travels; the store takes a little more. */
  private static final int LONGEST_MEMORY = 400_000;

  private final Instance instance;
  private final Slots slots;
  private final SlotBook book;
  private final Turns turns;
  private final boolean regardless;
  private final OwnRhythm own;
  private final Clock clock;
  private volatile Instant due;
  private boolean atOnce; // somebody wants to see it at work
  private boolean away; // and it was said
  private boolean large; // and it was said
  private boolean alone; // the run under way was begun without the store
  private long planned; // of the run under way
  private long version; // of the record with which it began

  /**
   * The rhythm of a check here.
   *
   * @param turns says whether it is this member's turn
   * @param regardless whether it runs without the store
   * @param own keeps what is remembered on this host as well
   */
  SharedRhythm(
      Instance instance,
      Slots slots,
      SlotBook book,
      Turns turns,
      boolean regardless,
      OwnRhythm own,
      Clock clock) {
    this.instance = instance;
    this.slots = slots;
    this.book = book;
    this.turns = turns;
    this.regardless = regardless;
    this.own = own;
    this.clock = clock;
    this.due = clock.instant();
  }

  /**
   * Goes on from what the group remembers; from what this host does when no member ever ran it.
   *
   * @throws StoreAway when a role is held and the store did not answer
   */
  @Override
  public Memory begin(FirstRun first) {
    Memory here = own.begin(first);
    OptionalLong token = turns.token();
    atOnce = token.isPresent() && !first.regardLast();
    SlotRecord there = token.isPresent() ? book.hold(token.getAsLong()) : SlotRecord.NONE;
    due = clock.instant();
    if (!atOnce && token.isPresent()) {
      due = Instant.ofEpochMilli(slots.next(there, clock.millis()));
    }
    return memory(there).orElse(here);
  }

  private Optional<Memory> memory(SlotRecord record) {
    try {
      return record.memory();
    } catch (IOException e) {
      LOG.error(
          "What {} remembered cannot be read from the group's store ({}); it goes on with what this"
              + " host remembers.",
          instance.key(),
          e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Instant due() {
    return due;
  }

  @Override
  public Optional<Memory> take(Memory memory) {
    alone = false;
    String trouble;
    try {
      if (turns.mayAct()) {
        return ask(memory);
      }
      trouble = "this member may not act on the role";
    } catch (StoreAway e) {
      trouble = e.getMessage();
    }
    return without(memory, trouble);
  }

  /** What to do without the store. */
  private Optional<Memory> without(Memory memory, String trouble) {
    if (!away) {
      LOG.warn(
          "{} {}: the group's store does not answer ({}).",
          instance.key(),
          regardless ? "runs, maybe on other members too" : "is not run",
          trouble);
    }
    away = true;
    long now = clock.millis();
    if (regardless) {
      OptionalLong slot = slots.due(book.seen(), now);
      long last = planned;
      if (slot.isPresent() && slot.getAsLong() > last) {
        planned = slot.getAsLong();
        alone = true;
        return Optional.of(memory);
      }
      due = Instant.ofEpochMilli(slots.after(now));
      return Optional.empty();
    }
    due = Instant.ofEpochMilli(now + retry());
    return Optional.empty();
  }

  private long retry() {
    return Math.max(SOONEST_RETRY, Math.min(slots.delay() / 10, LATEST_RETRY));
  }

  private Optional<Memory> ask(Memory memory) {
    if (turns.token().isEmpty()) {
      book.read();
    }
    for (int round = 0; round < ROUNDS; round++) {
      SlotRecord last = book.seen();
      long now = clock.millis();
      if (last.token() > turns.token().orElse(Long.MAX_VALUE)) {
        LOG.debug("{} is another member's by now", instance.key());
        due = Instant.ofEpochMilli(now + retry());
        return Optional.empty();
      }
      OptionalLong slot = slot(last, now);
      if (slot.isEmpty()) {
        due = Instant.ofEpochMilli(slots.next(last, now));
        return Optional.empty();
      }
      if (turns.isBusy(last, book.version())) {
        due = Instant.ofEpochMilli(now + Math.min(BUSY, slots.delay()));
        return Optional.empty();
      }
      long wait = turns.patience(slots.number(slot.getAsLong()));
      long early = slot.getAsLong() + wait - now;
      if (wait > 0 && early > 0) {
        due = Instant.ofEpochMilli(now + Math.min(early, wait));
        return Optional.empty();
      }
      long leftOut = slots.leftOut(last, now);
      Memory from = isMine(last) ? memory : memory(last).orElse(memory);
      switch (book.write(begun(last, slot.getAsLong(), from))) {
        case YES -> {
          begun(slot.getAsLong(), leftOut);
          return Optional.of(from);
        }
        case UNKNOWN -> throw new StoreAway(book.why());
        case NO -> LOG.debug("{}: another member was faster", instance.key());
      }
    }
    due = Instant.ofEpochMilli(clock.millis() + retry());
    return Optional.empty();
  }

  /** Whether nobody else can have remembered anything since. */
  private boolean isMine(SlotRecord last) {
    return turns.token().isPresent() || (last.isRunning() && last.by().equals(turns.name()));
  }

  private SlotRecord begun(SlotRecord last, long slot, Memory from) {
    SlotRecord begun = last.begun(slot, turns.token().orElse(last.token()), turns.name());
    String memory = text(from); // the end of the run before may not have been written
    return memory.length() <= LONGEST_MEMORY ? begun.remembering(memory) : begun;
  }

  private OptionalLong slot(SlotRecord last, long now) {
    boolean ahead = slots.isFromTheFuture(last, now);
    if (ahead && !turns.mayGoBack(book.version())) {
      return OptionalLong.empty();
    }
    if (atOnce) {
      return OptionalLong.of(ahead ? now : Math.max(now, last.planned() + 1));
    }
    return slots.due(last, now);
  }

  private void begun(long slot, long leftOut) {
    if (away) {
      LOG.info("{} runs again: the group's store answers.", instance.key());
    }
    if (leftOut > 0) {
      LOG.warn(
          "{} leaves out {} missed runs, which are more than it makes up for.",
          instance.key(),
          leftOut);
    }
    away = false;
    atOnce = false;
    planned = slot;
    version = book.version();
  }

  @Override
  public void mark(Message message) {
    message.put("member", turns.node());
    message.put("planned", plannedSeconds());
  }

  private Object plannedSeconds() {
    return planned % 1000 == 0 ? (Object) (planned / 1000) : (Object) (planned / 1e3);
  }

  /**
   * What follows from state that somebody else has gone on from meanwhile would be said twice; a
   * run that depends on none is this member's alone.
   */
  @Override
  public boolean counts(Turn turn, Memory before) {
    if (alone || !turn.matters(before) || (turns.token().isPresent() && turns.mayAct())) {
      return true;
    }
    try {
      book.read();
      return book.version() == version;
    } catch (StoreAway e) {
      return false;
    }
  }

  @Override
  public void keep(Turn turn, Memory before) {
    own.keep(turn, before);
    if (alone) {
      return; // it goes to the store with the next run
    }
    String memory = text(turn.memory());
    long next = turn.again().map(wait -> clock.millis() + wait.toMillis()).orElse(0L);
    SlotRecord ended = book.seen().ended(next);
    if (memory.length() <= LONGEST_MEMORY) {
      ended = ended.remembering(memory);
    } else if (!large) {
      large = true;
      LOG.warn(
          "{} remembers more than a group can keep; on another member it goes on from something"
              + " older.",
          instance.key());
    }
    SlotBook.Written written = book.write(ended);
    if (written == SlotBook.Written.NO) {
      LOG.warn("{} was begun by another member while it ran here.", instance.key());
    } else if (written == SlotBook.Written.UNKNOWN) {
      LOG.debug("{}: its end is not written yet: {}", instance.key(), book.why());
    }
  }

  private static String text(Memory memory) {
    try {
      return MemoryJson.write(memory);
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is written anywhere
    }
  }

  @Override
  public void again(Optional<Duration> wait) {
    due = Instant.ofEpochMilli(slots.next(book.seen(), clock.millis()));
  }
}
