// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.Claim;
import wubot.group.ClaimId;
import wubot.group.Claims;
import wubot.group.Policy;
import wubot.group.Ruling;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.rule.ReactionFailure;

/**
 * Empties an outbox that every member of a group has: each record is delivered by the one that
 * claims it, and leaves the others' outboxes when that one said that it is done.
 *
 * <p>Records are looked at in order, but one that another member is at does not hold up those after
 * it: between records that different members deliver there is no order.
 */
final class SharedCourier extends Carrier {

  /** A field of what is delivered: grows with every grant; for far ends that turn away old ones. */
  static final String TOKEN = "claim.token";

  /** A field of what is delivered: the same at every repetition. */
  static final String KEY = "claim.key";

  private static final Logger LOG = LoggerFactory.getLogger(SharedCourier.class);
  private static final int WINDOW = 64;
  private static final int MOST_AT_A_TIME = 16;
  private static final Duration SOON = Duration.ofMillis(2);
  private static final Duration SHORT = Duration.ofMillis(50); // a shard must be let go of soon
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration LONGEST_LOOK = Duration.ofMillis(500);
  private static final Duration LONG_AGO = Duration.ofDays(1);
  private static final Duration STORE_AWAY = Duration.ofMillis(250);

  private final Together group;
  private final Effects effects;
  private final Policy policy;
  private final boolean ordered;
  private final TreeMap<Long, Row> rows = new TreeMap<>(); // of the thread
  private Optional<String> away = Optional.empty(); // of the thread

  /**
   * As {@link Carrier}.
   *
   * @param effects runs a delivery so that what it puts on queues is kept at once
   * @param policy what becomes of a delivery whose member dies in the middle of it
   * @param ordered whether this member alone has the messages, and keeps their order
   */
  SharedCourier(
      String name,
      Opener opener,
      Delivery delivery,
      Undeliverable undeliverable,
      Supplier<Duration> giveUpAfter,
      Clock clock,
      BooleanSupplier mayAct,
      Together group,
      Effects effects,
      Policy policy,
      boolean ordered) {
    super(name, opener, delivery, undeliverable, giveUpAfter, clock, mayAct);
    this.group = group;
    this.effects = effects;
    this.policy = policy;
    this.ordered = ordered;
  }

  @Override
  void deliver(Cursor from) throws InterruptedException {
    try {
      fill(from);
      for (Row row : rows.values()) {
        settle(row);
      }
      if (ordered) {
        inOrder();
      } else {
        together();
      }
      commit(from);
    } catch (QueueException e) {
      LOG.error("Outbox {}: {}; a message may be delivered twice.", name(), e.getMessage());
      rows.clear();
      from.seek(from.committed());
      pause(LONGEST_WAIT);
    }
  }

  /** What became of the word that a delivery is done. */
  private void settle(Row row) {
    if (row.ending.filter(CompletableFuture::isDone).isPresent()) {
      Claim.Ending ending = row.ending.get().getNow(Claim.Ending.LATER);
      row.ending = Optional.empty();
      end(row, ending);
    }
  }

  private boolean isDue(Row row) {
    return !row.over && row.ending.isEmpty() && row.lookAt - now() <= 0;
  }

  /** One after the other, as far as nothing holds up. */
  private void inOrder() throws InterruptedException {
    for (Row row : rows.values()) {
      if (isStopping() || !mayAct()) {
        return;
      }
      if (isDue(row)) {
        // Where no other member has the message, there is nobody to leave it to.
        look(row, LONG_AGO);
      }
      if (!row.over) {
        return;
      }
    }
  }

  /** All that are due are asked for in one go, and what is ours is delivered in order. */
  private void together() throws InterruptedException {
    Delivery by = current();
    List<Row> due = new ArrayList<>();
    List<Claims.Question> questions = new ArrayList<>();
    for (Row row : rows.values()) {
      if (isDue(row)) {
        Optional<ClaimId> id = EventName.claim(row.record.message(), by.rule());
        if (id.isEmpty()) {
          look(row, LONG_AGO);
        } else {
          due.add(row);
          questions.add(new Claims.Question(id.get(), policy, Duration.ofNanos(now() - row.since)));
        }
      }
    }
    if (due.isEmpty() || isStopping() || !mayAct()) {
      return;
    }
    List<Ruling> rulings =
        group.claims().askAll(questions, policy == Policy.AT_MOST_ONCE ? 1 : MOST_AT_A_TIME);
    int heeded = 0;
    try {
      while (heeded < due.size() && !isStopping()) {
        heed(due.get(heeded), by, rulings.get(heeded++));
      }
    } finally {
      rulings.subList(heeded, rulings.size()).forEach(SharedCourier::release);
    }
  }

  private static void release(Ruling unheeded) {
    if (unheeded instanceof Ruling.Mine mine) {
      mine.claim().release();
    }
  }

  private long now() {
    return group.nanoTime().getAsLong();
  }

  /** Waits for a new record or for the first in the window that is to be looked at. */
  private void fill(Cursor from) throws InterruptedException {
    Duration wait = ordered ? SHORT : IDLE;
    for (Row row : rows.values()) {
      Duration left =
          row.ending.isPresent() ? SOON : Duration.ofNanos(Math.max(0, row.lookAt - now()));
      wait = !row.over && left.compareTo(wait) < 0 ? left : wait;
      if (ordered && !row.over) {
        break; // those behind it have to wait for it, whenever they could be looked at
      }
    }
    int room = WINDOW - rows.size();
    if (!mayAct()) {
      pause(LOOK_AGAIN);
    } else if (room <= 0) {
      if (!wait.isZero()) {
        pause(wait);
      }
    } else {
      for (QueueRecord record : from.read(room, wait)) {
        rows.put(record.sequence(), new Row(record, now()));
      }
    }
  }

  private void commit(Cursor from) {
    long last = 0;
    Iterator<Map.Entry<Long, Row>> first = rows.entrySet().iterator();
    while (first.hasNext()) {
      Map.Entry<Long, Row> entry = first.next();
      if (!entry.getValue().over) {
        break;
      }
      last = entry.getKey();
      first.remove();
    }
    if (last > 0) {
      from.commit(last);
    }
    finished(from.committed());
  }

  private void look(Row row, Duration age) throws InterruptedException {
    Delivery by = current();
    Optional<ClaimId> id = EventName.claim(row.record.message(), by.rule());
    if (id.isEmpty()) {
      if (row.record.message().text(EventName.FIELD).equals(EventName.MINE)) {
        alone(row, by);
      } else {
        lookAtNameless(row, by);
      }
      return;
    }
    heed(row, by, group.claims().ask(id.get(), policy, age));
  }

  private void heed(Row row, Delivery by, Ruling ruling) throws InterruptedException {
    if (!(ruling instanceof Ruling.Away || ruling instanceof Ruling.Elsewhere)) {
      isBack(); // that it is elsewhere may be said without asking the store
    }
    if (ruling instanceof Ruling.Mine mine) {
      take(row, by, mine.claim());
    } else if (ruling instanceof Ruling.Done || ruling instanceof Ruling.Failed) {
      row.over = true;
    } else if (ruling instanceof Ruling.Elsewhere elsewhere) {
      again(row, elsewhere.lookAgain());
    } else if (ruling instanceof Ruling.Away why) {
      storeAway(row, by, why.why());
    }
  }

  /** Others finish sooner than their claims expire, and nobody tells. */
  private void again(Row row, Duration after) {
    Duration longer = row.wait.isZero() ? LOOK_AGAIN : row.wait.multipliedBy(2);
    row.wait = longer.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : longer;
    Duration wait = after.compareTo(row.wait) < 0 ? after : row.wait;
    row.lookAt = now() + Math.max(1_000_000, wait.toNanos());
  }

  /** Whatever ends it in the middle, the claim is not kept for ever. */
  private void take(Row row, Delivery by, Claim claim) throws InterruptedException {
    try {
      act(row, by, claim);
    } catch (InterruptedException | RuntimeException | Error e) {
      claim.leave();
      throw e;
    }
  }

  private void act(Row row, Delivery by, Claim claim) throws InterruptedException {
    if (row.delivered) { // said so before, and the word got lost
      end(row, claim.complete());
      return;
    }
    boolean sure = policy == Policy.FENCED ? claim.confirm() : claim.mayAct();
    if (!sure) {
      claim.release();
      again(row, LOOK_AGAIN);
      return;
    }
    Optional<ReactionFailure> failure = carry(by, row, Optional.of(claim));
    if (failure.isEmpty()) {
      works(by);
      row.delivered = true;
      if (ordered) {
        end(row, claim.complete());
      } else {
        row.ending = Optional.of(claim.completeSoon());
      }
    } else if (failure.get().isElsewhere()) {
      claim.release(); // that one gets it when it looks, before this one looks again
      row.lookAt = now() + LONGEST_LOOK.toNanos();
    } else {
      failed(row, by, claim, failure.get());
    }
  }

  private void end(Row row, Claim.Ending ending) {
    row.over = ending == Claim.Ending.RECORDED;
    if (!row.over) {
      again(row, LOOK_AGAIN);
    }
  }

  /** What may pass is for whichever member comes first when some time has passed. */
  private void failed(Row row, Delivery by, Claim claim, ReactionFailure failure)
      throws InterruptedException {
    String error = failure.getMessage();
    if (!failure.isPassing()
        || policy == Policy.AT_MOST_ONCE
        || isUp(by, row.record, claim.attemptNumber())) {
      giveUp(by, row.record, error);
      row.delivered = true;
      end(row, claim.complete());
      return;
    }
    Duration wait = longer(row.wait, by);
    fails(by, error, clock().instant().plus(wait));
    row.wait = wait;
    row.lookAt = now() + wait.toNanos();
    claim.fail(error);
  }

  /** The message has no name that all members agree on: the leader's. */
  private void lookAtNameless(Row row, Delivery by) throws InterruptedException {
    Instant now = clock().instant();
    Duration age = Duration.between(Outbox.since(row.record.message(), now), now);
    if (group.leader().isMine()) {
      alone(row, by);
    } else if (group.leader().isOthers() && age.compareTo(group.gap()) > 0) {
      row.over = true;
    } else {
      again(row, LONGEST_LOOK);
    }
  }

  private void storeAway(Row row, Delivery by, String why) throws InterruptedException {
    if (away.isEmpty()) {
      LOG.warn(
          "Outbox {}: the group's store does not answer, so {}: {}",
          name(),
          switch (group.away()) {
            case HOLD -> "messages wait";
            case DROP -> "messages are dropped";
            case EXECUTE -> "every member delivers";
          },
          why);
    }
    away = Optional.of(why);
    switch (group.away()) {
      case DROP -> row.over = true;
      case EXECUTE -> alone(row, by);
      case HOLD -> row.lookAt = now() + STORE_AWAY.toNanos();
    }
  }

  private void isBack() {
    if (away.isPresent()) {
      LOG.info("Outbox {}: the group's store answers again.", name());
      away = Optional.empty();
    }
  }

  /** Without a claim. */
  private void alone(Row row, Delivery by) throws InterruptedException {
    Optional<ReactionFailure> failure = carry(by, row, Optional.empty());
    if (failure.isEmpty()) {
      works(by);
      row.over = true;
      return;
    }
    String error = failure.get().getMessage();
    if (!failure.get().isPassing() || isUp(by, row.record, Integer.MAX_VALUE)) {
      giveUp(by, row.record, error);
      row.over = true;
      return;
    }
    row.wait = longer(row.wait, by);
    fails(by, error, clock().instant().plus(row.wait));
    row.lookAt = now() + row.wait.toNanos();
  }

  private Optional<ReactionFailure> carry(Delivery by, Row row, Optional<Claim> claim)
      throws InterruptedException {
    Message message = row.record.message().copy();
    claim.ifPresent(
        granted -> {
          message.put(TOKEN, granted.token());
          message.put(KEY, granted.idempotencyKey());
        });
    return effects.atOnce(() -> attempt(by, message));
  }
}
