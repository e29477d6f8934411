// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.dead.DeadLetter;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.rule.Engine;
import wubot.rule.Outlet;
import wubot.rule.ReactionFailure;
import wubot.rule.RuleFailure;

/**
 * The loop of the reactor: reads a batch, walks each message through the tree, makes the effects
 * durable, then the state, then moves the cursor.
 *
 * <p>Batches adapt: a message that comes alone goes at once, a backlog goes by the hundreds, and a
 * batch whose reactions are slow is closed early, so that little is repeated after a crash.
 */
final class Walk {

  private static final Logger LOG = LoggerFactory.getLogger(Walk.class);
  private static final Duration BATCH_TIME = Duration.ofMillis(200);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration LATEST_TICK = Duration.ofMinutes(1);
  private static final String HELD = "no further message is handled";

  private final Source source;
  private final DurableState state;
  private final Effects effects;
  private final Saying saying;
  private final LiveTree trees;
  private final Outlet dead;
  private final FailureLog failureLog;
  private final IdleWatch idle;
  private final Patience patience;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Consumer<String> milestones;
  private final News news;
  private final Duration wait;
  private final Optional<Progress> progress;
  private final BatchSize batchSize = new BatchSize();
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Errands errands = new Errands();
  private final Rate rate;
  private volatile boolean stopping;
  private long lastTick;
  private long done;

  /**
   * The queue that is walked.
   *
   * @param cursor where the reactor stands
   * @param incarnation the number made with the queue
   * @param mine which records are walked; the others are passed over
   */
  record Source(Cursor cursor, long incarnation, Predicate<QueueRecord> mine) {}

  /**
   * What the walk does not do itself.
   *
   * @param clock the time
   * @param nanoTime a clock that is never set, in nanoseconds
   * @param patience how to wait out a full disk
   * @param milestones called with a name between the steps of a batch, for tests of crashes
   * @param news what the reactor itself has to tell
   * @param progress told how far the walk is, for a group
   * @param patienceToRead how long to wait for a message before other things are looked after
   */
  record Surroundings(
      Clock clock,
      LongSupplier nanoTime,
      Patience patience,
      Consumer<String> milestones,
      News news,
      Optional<Progress> progress,
      Duration patienceToRead) {

    /** How long to wait for a message where nobody is in a hurry to end. */
    static final Duration USUAL_WAIT = Duration.ofSeconds(1);
  }

  Walk(
      Source source,
      DurableState state,
      Saying saying,
      LiveTree trees,
      Outlet dead,
      String host,
      Surroundings surroundings) {
    this.source = source;
    this.state = state;
    this.effects = saying.effects();
    this.saying = saying;
    this.trees = trees;
    this.dead = dead;
    this.clock = surroundings.clock();
    this.nanoTime = surroundings.nanoTime();
    this.rate = new Rate(nanoTime);
    this.patience = surroundings.patience();
    this.milestones = surroundings.milestones();
    this.news = surroundings.news();
    this.wait = surroundings.patienceToRead();
    this.progress = surroundings.progress();
    this.failureLog = new FailureLog(clock);
    this.idle = new IdleWatch(clock, host);
  }

  /** What holds everything up, empty when nothing does. */
  Optional<String> heldUp() {
    return patience.waitingFor();
  }

  /** Work for the walking thread, done between two batches. */
  Errands errands() {
    return errands;
  }

  /** Lets {@link #run} return after the message at hand. */
  void stop() {
    stopping = true;
  }

  /** How many messages have been walked. */
  long handled() {
    return handled.get();
  }

  /** How many messages were read a second, over the last minute. */
  double rate() {
    return rate.perSecond();
  }

  /** How many times a rule has failed. */
  long failed() {
    return failed.get();
  }

  /**
   * Walks until {@link #stop}.
   *
   * @throws InterruptedException when the thread was interrupted; the batch at hand is repeated at
   *     the next start
   */
  void run() throws InterruptedException {
    Cursor cursor = source.cursor();
    long position = state.position(source.incarnation());
    if (position > cursor.committed()) {
      LOG.info("The state is ahead of the cursor: going on after message {}.", position);
      cursor.seek(position);
    }
    done = Math.max(position, cursor.committed());
    lastTick = nanoTime.getAsLong();
    while (!stopping) {
      Optional<Tree> tree = trees.current();
      errands.run(tree);
      if (tree.isEmpty()) {
        trees.await(Surroundings.USUAL_WAIT);
        continue;
      }
      tell(tree.get());
      int limit = batchSize.next();
      Instant asked = clock.instant();
      List<QueueRecord> batch = cursor.read(limit, wait);
      batchSize.came(batch);
      rate.add(batch.size());
      walk(tree.get(), batch);
      if (batch.isEmpty() && tree.get().keepsTime()) {
        passTime(tree.get(), asked);
      }
      speakUp(tree.get(), batch.size() < limit);
    }
  }

  /** What the reactor itself has to tell. */
  private void tell(Tree tree) throws InterruptedException {
    List<Message> messages = news.take();
    for (Message message : messages) {
      walk(tree, message, 0);
    }
    if (!messages.isEmpty()) {
      commit(tree, done);
    }
  }

  /** Walks all of them, closing the batch at hand whenever it has taken long enough. */
  private void walk(Tree tree, List<QueueRecord> batch) throws InterruptedException {
    long began = nanoTime.getAsLong();
    long last = 0;
    if (!batch.isEmpty()) {
      Optional<Message> awake = idle.busy();
      if (awake.isPresent()) {
        walk(tree, awake.get(), 0);
      }
    }
    for (QueueRecord record : batch) {
      if (stopping) {
        break;
      }
      if (source.mine().test(record)) {
        walk(tree, record);
      }
      progress.ifPresent(p -> p.walked(record));
      last = record.sequence();
      if (nanoTime.getAsLong() - began > BATCH_TIME.toNanos()) {
        commit(tree, last);
        last = 0;
        began = nanoTime.getAsLong();
      }
    }
    if (last > 0) {
      commit(tree, last);
    }
  }

  /** What gates have to say by the time of this message goes before it, or right after it. */
  private void walk(Tree tree, QueueRecord record) throws InterruptedException {
    if (!tree.keepsTime()) {
      walk(tree, record.message(), record.sequence());
      return;
    }
    saying.arrive(tree, record).forEach(this::fail);
    walk(tree, record.message(), record.sequence());
    saying.all(tree).forEach(this::fail);
  }

  /** Nothing waits to be read: time passes by the clock. */
  private void passTime(Tree tree, Instant wall) throws InterruptedException {
    long before = saying.said();
    List<Saying.Failed> failures = saying.idle(tree, wall);
    failures.forEach(this::fail);
    if (saying.said() > before || !failures.isEmpty()) {
      commit(tree, done);
    }
  }

  private void walk(Tree tree, Message message, long sequence) throws InterruptedException {
    if (sequence == 0) {
      saying.fromNoQueue(message);
    }
    if (!message.has(Fields.KEY)) {
      message.put(Fields.KEY, "wubot-reactor");
    }
    effects.begin(sequence);
    for (RuleFailure failure : tree.walk(message)) {
      fail(new Saying.Failed(failure, message));
    }
    if (sequence > 0) {
      handled.incrementAndGet();
    } else if (tree.keepsTime()) {
      saying.all(tree).forEach(this::fail);
    }
  }

  private void fail(Saying.Failed fallen) {
    RuleFailure failure = fallen.failure();
    failed.incrementAndGet();
    failureLog.failed(failure.rule(), failure.reaction(), failure.problem());
    Message message = failure.message().orElse(fallen.message());
    try {
      dead.put(letter(failure, message));
    } catch (ReactionFailure e) { // too large with the reason in it
      dead.put(letter(failure, Fitting.shortened(message)));
    }
  }

  private Message letter(RuleFailure failure, Message message) {
    return DeadLetter.letter(
        message, failure.rule(), failure.reaction(), failure.problem(), clock.instant());
  }

  private void unsettled(RuleFailure failure) {
    failed.incrementAndGet();
    failureLog.unsettled(failure.rule(), failure.reaction(), failure.problem());
  }

  private void commit(Tree tree, long last) throws InterruptedException {
    milestones.accept("walked");
    patience.untilDone(effects::flush, HELD);
    milestones.accept("appended");
    patience.untilDone(() -> tree.settle().forEach(this::unsettled), HELD);
    milestones.accept("settled");
    patience.untilDone(() -> state.checkpoint(source.incarnation(), last), HELD);
    milestones.accept("checkpointed");
    if (last > source.cursor().committed()) {
      patience.untilDone(() -> source.cursor().commit(last), HELD);
    }
    done = last;
    progress.ifPresent(Progress::committed);
    milestones.accept("committed");
  }

  /**
   * Puts dead letters through the rules again, for an errand; what became of them is durable when
   * this returns.
   *
   * @param whole whether all rules are to see them, not only the one that failed
   * @return why, for the letters that still cannot be handled
   */
  Map<Long, String> replay(Tree tree, List<DeadLetter> letters, boolean whole)
      throws InterruptedException {
    Map<Long, String> failing = new TreeMap<>();
    for (DeadLetter letter : letters) {
      Message message = letter.message().copy();
      if (whole) {
        message.remove(Fields.LAST_RULE);
        message.remove(Fields.RULE_LOG);
        walk(tree, message, 0);
      } else {
        saying.fromNoQueue(message);
        effects.begin(0);
        tree.resume(letter, message).ifPresent(why -> failing.put(letter.sequence(), why));
      }
    }
    commit(tree, done);
    return failing;
  }

  /** Messages that come from the reactor itself; they are in no queue. */
  private void speakUp(Tree tree, boolean caughtUp) throws InterruptedException {
    long since = nanoTime.getAsLong() - lastTick;
    // Silence is only silence when nothing waits to be read.
    if (since < (caughtUp ? TICK : LATEST_TICK).toNanos()) {
      return;
    }
    lastTick = nanoTime.getAsLong();
    Optional<Message> silence = idle.quiet(tree.idleWarning());
    if (silence.isPresent()) {
      walk(tree, silence.get(), 0);
    }
    Engine.Tick tick = tree.tick(clock.instant());
    for (RuleFailure failure : tick.failures()) {
      failed.incrementAndGet();
      failureLog.failed(failure.rule(), failure.reaction(), failure.problem());
    }
    for (Message message : tick.messages()) {
      walk(tree, message, 0);
    }
    commit(tree, done);
  }
}
