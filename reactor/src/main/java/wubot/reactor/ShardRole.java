// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

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
import wubot.queue.Cursor;
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
    private volatile Optional<Moment> last = Optional.empty();
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
    DurableState state = new DurableState(directory);
    long own = token(state.space(HELD));
    Optional<Handover> left = grant.left().filter(saved -> saved.states().containsKey(STATE));
    if (left.isPresent() && left.get().resume().number(TOKEN).orElse(0) > own) {
      state.replace(left.get().states().get(STATE));
    }
    state.space(HELD).put(TOKEN, Map.of(TOKEN, grant.token()));
    ShardLinks links = new ShardLinks(state.space(LINKS));
    ShardCursor cursor = new ShardCursor(follower.take(number));
    Lane.Course course =
        new Lane.Course(
            name(number),
            Long.toString(grant.token()),
            directory.resolve("diary"),
            record -> isMine(record, links),
            grant::mayAct);
    Running now = new Running(grant, state, links, cursor, around, course, queue);
    running = Optional.of(now);
    now.thread.start();
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
      boolean moved = shard.last.map(Moment::handled).orElse(-1L) != parts.walk().handled();
      if (shard.pending.isEmpty() && moved) {
        shard.pending = ask(shard, parts);
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

  private void keep(Running shard, Moment moment) {
    try {
      if (shard.grant.save(moment.handover())) {
        shard.last = Optional.of(moment);
        shard.cursor.saved(moment.position());
        follower.publish(number, moment.handover().resume().document(LINKS));
      }
    } catch (StoreAway e) {
      LOG.debug("The state of {} is not saved now: {}", name(number), e.getMessage());
    } catch (IllegalArgumentException e) {
      LOG.warn("The state of {} cannot be saved: {}", name(number), e.getMessage());
    }
  }

  /** What it leaves is where it ended, or, when deliveries take too long, what was saved last. */
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
      left = still && through(parts.couriers(), moment) ? Optional.of(moment) : shard.last;
    }
    end(shard, END);
    left.ifPresent(moment -> follower.publish(number, moment.handover().resume().document(LINKS)));
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
    follower.giveBack(number, shard.cursor);
  }

  /** Whether a lane walks it here. */
  boolean isRunning() {
    return running.isPresent();
  }

  /** Of the lane's start, for readers of the queue. */
  static String cursorName(int number) {
    return name(number);
  }

  /** A cursor of the shard in this member's queue. */
  static Cursor open(QueueView queue, int number) {
    return queue.cursor(cursorName(number));
  }
}
