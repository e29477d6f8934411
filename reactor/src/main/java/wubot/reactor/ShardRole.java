// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.ControlException;
import wubot.group.Document;
import wubot.group.Grant;
import wubot.group.Handover;
import wubot.group.RoleWork;
import wubot.group.StoreAway;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;
import wubot.rule.StateSpace;

/**
 * A shard of the group as this member runs it: a lane that walks the messages of the shard, with a
 * state that goes to the next holder.
 *
 * <p>What the store has of a shard is always one moment of it: the state of reactions, how far each
 * link was walked, and no effect of what was walked until then still waiting in an outbox. Whoever
 * goes on from there misses nothing; what the last holder did after that moment is walked again,
 * and its effects are found claimed.
 */
final class ShardRole implements RoleWork {

  /** Of what is handed over; a member that reads another refuses. */
  private static final int SCHEMA = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ShardRole.class);
  private static final String STATE = "state";
  private static final String LINKS = "links";
  private static final String TOKEN = "token";
  private static final String HELD = "held";
  private static final Duration OUTBOXES = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final int number;
  private final ShardSplit split;
  private final QueueView queue;
  private final Lane.Surroundings around;
  private final Path directory;
  private final ShardFollower follower;
  private final ShardOutboxes outboxes;
  private final Object turn = new Object(); // held while it begins, ends or is tidied
  private long token; // of the last time that it was held here; guarded by turn
  private boolean tidy; // guarded by turn
  private volatile Optional<Running> running = Optional.empty();

  /** A lane at work. */
  private static final class Running {

    private final Grant grant;
    private final DurableState state;
    private final ShardLinks links;
    private final ShardCursor cursor;
    private final Lane lane;
    private final Thread thread;
    private volatile Optional<Lane.Parts> parts = Optional.empty();
    private long saved = -1; // how many it had walked at the moment that was saved last
    private Optional<Moment> pending = Optional.empty();

    Running(
        Grant grant,
        DurableState state,
        ShardLinks links,
        ShardCursor cursor,
        Lane.Surroundings around,
        Lane.Course course,
        QueueView queue) {
      this.grant = grant;
      this.state = state;
      this.links = links;
      this.cursor = cursor;
      this.lane =
          new Lane(course, around.with(made -> parts = Optional.of(made), opened -> cursor), state);
      this.thread = new Thread(() -> run(queue), course.name());
    }

    private void run(QueueView queue) {
      try {
        lane.run(queue);
      } catch (InterruptedException e) {
        LOG.debug("A shard is stopped in the middle of a batch.");
      } catch (RuntimeException | Error e) {
        LOG.error("A shard fails: {}", e.toString(), e);
        grant.failed(e);
      }
    }
  }

  /**
   * One moment of a shard.
   *
   * @param handover for the store
   * @param position in this member's queue
   * @param handled how many messages this lane had walked
   * @param outboxes what has to leave them before it counts
   */
  private record Moment(
      Handover handover, long position, long handled, Map<String, Long> outboxes) {}

  /** A shard that does not run yet. */
  ShardRole(
      int number,
      ShardSplit split,
      QueueView queue,
      Lane.Surroundings around,
      Path directory,
      ShardFollower follower) {
    this.number = number;
    this.split = split;
    this.queue = queue;
    this.around = around;
    this.directory = directory;
    this.follower = follower;
    this.outboxes = new ShardOutboxes(around.setup().queues(), around.setup().home(), name(number));
    if (Files.isDirectory(directory)) {
      try (DurableState state = new DurableState(directory)) {
        token = token(state.space(HELD));
      }
    }
  }

  /** The role's name and the lane's. */
  static String name(int number) {
    return "shard-" + number;
  }

  @Override
  public boolean reads(int schema) {
    return schema == SCHEMA || schema == 0;
  }

  @Override
  public void start(Grant grant) {
    synchronized (turn) {
      begin(grant);
    }
  }

  private void begin(Grant grant) {
    DurableState state = new DurableState(directory);
    long own = token(state.space(HELD));
    Optional<Handover> left = grant.left().filter(saved -> saved.states().containsKey(STATE));
    if (left.isPresent() && left.get().resume().number(TOKEN).orElse(0) > own) {
      state.replace(left.get().states().get(STATE));
      clear();
    }
    token = grant.token();
    tidy = false;
    state.space(HELD).put(TOKEN, Map.of(TOKEN, grant.token()));
    ShardLinks links = new ShardLinks(state.space(LINKS));
    ShardCursor cursor = follower.take(number);
    Lane.Course course =
        new Lane.Course(
            name(number),
            Long.toString(grant.token()),
            DiaryReader.in(directory),
            record -> isMine(record, links),
            grant::mayAct);
    Running now = new Running(grant, state, links, cursor, around, course, queue);
    running = Optional.of(now);
    now.thread.start();
  }

  /** Tidies up after itself where another member has gone on; to be called every now and then. */
  void tidy() {
    synchronized (turn) {
      if (running.isEmpty() && !tidy && token > 0 && follower.token(number) > token) {
        clear();
        tidy = true;
      }
    }
  }

  private void clear() {
    try {
      long waiting = outboxes.clear();
      if (waiting > 0) {
        LOG.info(
            "Deliveries of {} that its next holder has walked again: {}.", name(number), waiting);
      }
    } catch (QueueException | UncheckedIOException e) {
      LOG.warn("The outboxes of {} could not be tidied: {}", name(number), e.getMessage());
    }
  }

  private static long token(StateSpace held) {
    return held.get(TOKEN).stream()
        .mapToLong(
            entry ->
                (long) wubot.message.FieldValue.number(entry.getOrDefault(TOKEN, 0L)).orElse(0))
        .findFirst()
        .orElse(0);
  }

  private boolean isMine(QueueRecord record, ShardLinks links) {
    if (record.received().isEmpty()
        || split.of(record.message()) != number
        || links.covers(record)) {
      return false;
    }
    links.reach(record);
    return true;
  }

  /** Saves the shard as it was when nothing of it waited; to be called every now and then. */
  void save() {
    Optional<Running> now = running;
    if (now.isEmpty() || now.get().parts.isEmpty()) {
      return;
    }
    Running shard = now.get();
    synchronized (shard) {
      Lane.Parts parts = shard.parts.get();
      long walked = shard.cursor.committed(); // before what was handled: the walk counts first
      boolean moved = shard.saved != parts.walk().handled();
      if (shard.pending.isEmpty() && moved) {
        shard.pending = ask(shard, parts);
      } else if (!moved) {
        shard.cursor.saved(walked); // nothing of this shard came since
      }
      if (shard.pending.isPresent()
          && parts.couriers().areThrough(shard.pending.get().outboxes())) {
        keep(shard, shard.pending.get());
        shard.pending = Optional.empty();
      }
    }
  }

  private Optional<Moment> ask(Running shard, Lane.Parts parts) {
    try {
      return Optional.of(
          parts.walk().errands().ask(tree -> moment(shard, parts, false), END.toSeconds()));
    } catch (ControlException e) {
      LOG.debug("The state of {} is not saved now: {}", name(number), e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Moment moment(Running shard, Lane.Parts parts, boolean complete) {
    Document resume =
        Document.empty().with(TOKEN, shard.grant.token()).with(LINKS, shard.links.document());
    Map<String, String> states = Map.of(STATE, shard.state.exported());
    Handover handover =
        complete
            ? Handover.complete(SCHEMA, resume, states)
            : Handover.snapshot(SCHEMA, resume, states);
    return new Moment(
        handover, shard.cursor.committed(), parts.walk().handled(), parts.couriers().ends());
  }

  private void publish(Moment moment) {
    Document resume = moment.handover().resume();
    follower.publish(number, resume.document(LINKS), resume.number(TOKEN).orElse(0));
  }

  private void keep(Running shard, Moment moment) {
    try {
      if (shard.grant.save(moment.handover())) {
        shard.saved = moment.handled();
        shard.cursor.saved(moment.position());
        publish(moment);
      }
    } catch (StoreAway e) {
      LOG.debug("The state of {} is not saved now: {}", name(number), e.getMessage());
    } catch (IllegalArgumentException e) {
      LOG.warn("The state of {} cannot be saved: {}", name(number), e.getMessage());
    }
  }

  /**
   * What it leaves is where it ended. When deliveries take too long it leaves nothing, and the next
   * holder goes on from what was saved last: that may be later than what this thread knows of, and
   * other members may be behind it already.
   */
  @Override
  public Handover drain(String why) {
    Optional<Running> now = running;
    if (now.isEmpty()) {
      return Handover.nothing();
    }
    Running shard = now.get();
    running = Optional.empty(); // nothing is saved any more
    Optional<Moment> left = Optional.empty();
    if (shard.parts.isPresent()) {
      Lane.Parts parts = shard.parts.get();
      shard.lane.pause();
      boolean still = shard.lane.awaitPaused(END);
      Moment moment = moment(shard, parts, true);
      if (still && through(parts.couriers(), moment)) {
        left = Optional.of(moment);
      } else {
        LOG.info(
            "{} ends with deliveries on their way; its next holder goes on from what was saved.",
            name(number));
      }
    }
    end(shard, END);
    left.ifPresent(moment -> publish(moment));
    return left.map(Moment::handover).orElse(Handover.nothing());
  }

  private static boolean through(Couriers couriers, Moment moment) {
    long end = System.nanoTime() + OUTBOXES.toNanos();
    boolean through = couriers.areThrough(moment.outboxes());
    while (!through && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(LOOK.toNanos()); // couriers do the work
      through = couriers.areThrough(moment.outboxes());
    }
    return through;
  }

  @Override
  public void stop(String why) {
    running.ifPresent(shard -> end(shard, Duration.ofMillis(500)));
  }

  private void end(Running shard, Duration patience) {
    synchronized (turn) {
      endNow(shard, patience);
    }
  }

  private void endNow(Running shard, Duration patience) {
    running = Optional.empty();
    shard.lane.stop();
    try {
      shard.thread.join(patience.toMillis());
      if (shard.thread.isAlive()) {
        shard.thread.interrupt();
        shard.thread.join(patience.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    shard.state.close();
    follower.giveBack(number);
  }
}
