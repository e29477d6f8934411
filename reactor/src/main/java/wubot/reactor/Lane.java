// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigTree;
import wubot.config.ConfigWatcher;
import wubot.config.Listing;
import wubot.config.TreeChange;
import wubot.dead.DeadLetters;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;
import wubot.rule.Timeline;

/**
 * One way of messages through the rules: a cursor, a state, a rule tree of its own, outboxes with
 * their couriers. A reactor has one; with shards, one more for each shard that it holds.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration SHORT_WAIT = Duration.ofMillis(50); // let go of soon
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * What tells a lane from the others.
   *
   * @param name empty for the one that every reactor has
   * @param generation another one when the lane began anew, with another state
   * @param diary where what reactions did is noted
   * @param mine which records are walked; the others are passed over
   * @param mayAct whether deliveries may begin
   */
  record Course(
      String name,
      String generation,
      Path diary,
      Predicate<QueueRecord> mine,
      BooleanSupplier mayAct) {}

  /**
   * What a lane is given by its reactor.
   *
   * @param listener told of settings and rules in force
   * @param opened told when the lane is about to walk
   * @param news what the reactor itself has to tell
   * @param cursor opens the one of the queue that is read
   */
  record Surroundings(
      Reactor.Setup setup,
      ConfigTree config,
      Path input,
      Optional<Fellowship> group,
      News news,
      Listening listener,
      Consumer<Parts> opened,
      Function<QueueView, Cursor> cursor) {

    /** The same for another lane. */
    Surroundings with(Consumer<Parts> told, Function<QueueView, Cursor> other) {
      return new Surroundings(
          setup, config, input, group, new News(), (a, b, c) -> {}, told, other);
    }
  }

  /** Told what is in force. */
  interface Listening {

    /** These settings are about to be in force. */
    void taken(ReactorSettings settings, Diary diary, ReactorFile file);

    /** Another group.yaml, a new one or none was saved. */
    default void groupChanged() {
      // The main lane's business.
    }
  }

  /** What it is made of. */
  record Parts(Walk walk, LiveTree trees, Couriers couriers, Optional<Progress> progress) {}

  private final Course course;
  private final Surroundings around;
  private final DurableState state;
  private volatile Optional<Walk> walk = Optional.empty();
  private final CountDownLatch paused = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);
  private volatile boolean stopping;

  /** A lane on this state, which it does not close. */
  Lane(Course course, Surroundings around, DurableState state) {
    this.course = course;
    this.around = around;
    this.state = state;
  }

  /** Lets {@link #run} return after the message at hand. */
  void stop() {
    pause();
    resumed.countDown();
  }

  /** Walks no further than the message at hand; couriers go on until {@link #stop}. */
  void pause() {
    stopping = true;
    walk.ifPresent(Walk::stop);
  }

  /** Waits until the walk has come to a rest; whether it did. */
  boolean awaitPaused(Duration most) {
    try {
      return paused.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Walks until {@link #stop}.
   *
   * @throws InterruptedException when interrupted; the batch at hand is repeated
   */
  void run(QueueView queue) throws InterruptedException {
    Reactor.Setup setup = around.setup();
    ConfigTree config = around.config();
    Diary diary = new Diary(course.diary(), setup.clock());
    String link = Links.name(setup.host(), queue.incarnation());
    Effects effects =
        new Effects(
            setup.queues(),
            course.name().isEmpty() ? link : link + "#" + course.name() + "#" + course.generation(),
            diary);
    effects.named(course.name());
    Couriers couriers =
        new Couriers(
            setup.queues(),
            new Couriers.Place(setup.home(), setup.host(), course.name(), course.mayAct()),
            effects,
            around.group().map(Fellowship::together),
            setup.clock());
    Optional<Progress> progress =
        around.group().filter(g -> course.name().isEmpty()).map(g -> g.progress(couriers));
    Timeline time = new Timeline(state.space("time"));
    ReactorFile file =
        new ReactorFile(
            config,
            setup.types(),
            settings ->
                new LiveServices(
                    setup.clock(),
                    setup.host(),
                    setup.home(),
                    around.input(),
                    time,
                    state::space,
                    effects::outlet,
                    around.group().map(Fellowship::values),
                    around.group().map(Fellowship::conversations),
                    around.group().map(group -> group.membership().id())));
    Listing listing = config.list();
    try (LiveTree trees =
            new LiveTree(
                file,
                setup.host(),
                (rule, reaction) -> diary.around(rule, couriers.decorate(rule, reaction)),
                new Listener(couriers, diary, file),
                System::nanoTime);
        diary;
        Cursor cursor = around.cursor().apply(queue)) {
      trees.reload();
      try (ConfigWatcher watcher =
          new ConfigWatcher(
              config, listing, ConfigWatcher.QUIET, change -> follow(change, trees))) {
        trees.watchReferences(watcher);
        Walk walking =
            new Walk(
                new Walk.Source(cursor, queue.incarnation(), course.mine()),
                state,
                new Saying(effects, time),
                trees,
                effects.outlet(DeadLetters.queue(setup.home())),
                setup.host(),
                new Walk.Surroundings(
                    setup.clock(),
                    System::nanoTime,
                    new Patience(Duration.ofMillis(200), Duration.ofSeconds(10)),
                    setup.milestones(),
                    around.news(),
                    progress,
                    course.name().isEmpty() ? Walk.Surroundings.USUAL_WAIT : SHORT_WAIT));
        walk = Optional.of(walking);
        around.opened().accept(new Parts(walking, trees, couriers, progress));
        if (!stopping) {
          LOG.info(
              "Reading queue {}{}; messages waiting: {}.",
              around.input(),
              course.name().isEmpty() ? "" : " for " + course.name(),
              cursor.depth());
          walking.run();
        }
        paused.countDown();
        resumed.await();
      } finally {
        couriers.ending();
        couriers.stop(PATIENCE);
      }
    }
  }

  private void follow(TreeChange change, LiveTree trees) {
    if (change.groupChanged()) {
      around.listener().groupChanged();
    }
    if (change.reactorChanged() || !change.others().isEmpty()) {
      trees.reload();
    }
  }

  private final class Listener implements LiveTree.Listener {

    private final Couriers couriers;
    private final Diary diary;
    private final ReactorFile file;

    Listener(Couriers couriers, Diary diary, ReactorFile file) {
      this.couriers = couriers;
      this.diary = diary;
      this.file = file;
    }

    @Override
    public void taken(ReactorSettings settings) {
      couriers.giveUpAfter(settings.giveUpAfter());
      couriers.share(settings.claim());
      diary.keep(settings.keepDiary());
      around.listener().taken(settings, diary, file);
    }

    @Override
    public void inForce() {
      couriers.reportOrphans();
    }
  }
}
