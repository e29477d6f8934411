// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.Document;
import wubot.group.Entry;
import wubot.group.Outcome;
import wubot.group.Store;
import wubot.group.StoreAway;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;

/**
 * Moves the cursors of shards that other members hold behind what those have done, so that this
 * member's queue can let go of it, and nothing more.
 */
final class ShardFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShardFollower.class);
  private static final int BATCH = 1000;
  private static final int MOST = 50;
  private static final String TOKEN = "#token"; // no link is called so

  private final Store store;
  private final String prefix;
  private final ShardSplit split;
  private final QueueView queue;
  private final Map<Integer, Cursor> cursors = new HashMap<>(); // of shards that are not held here
  private final Map<Integer, ShardCursor> held = new HashMap<>();
  private final Map<Integer, Long> tokens = new ConcurrentHashMap<>();

  /**
   * Of all shards, none held yet.
   *
   * @param prefix of keys in the store
   * @param shards those that this group walks
   */
  ShardFollower(
      Store store, String prefix, ShardSplit split, List<Integer> shards, QueueView queue) {
    this.store = store;
    this.prefix = prefix;
    this.split = split;
    this.queue = queue;
    for (int shard : shards) {
      cursors.put(shard, queue.cursor(ShardRole.name(shard)));
    }
  }

  /** The cursor of a shard that is held here from now on, behind what others have done. */
  synchronized ShardCursor take(int shard) {
    Cursor cursor = cursors.remove(shard);
    if (cursor == null) {
      throw new IllegalStateException("the shard " + shard + " is held here already");
    }
    cursor.seek(cursor.committed());
    ShardCursor taken = new ShardCursor(cursor);
    held.put(shard, taken);
    return taken;
  }

  /** The shard is no longer held here. */
  synchronized void giveBack(int shard) {
    ShardCursor walked = held.remove(shard);
    if (walked == null) {
      return;
    }
    walked.close();
    cursors.put(shard, queue.cursor(ShardRole.name(shard)));
  }

  /**
   * Up to where all shards are done, wherever they are held, for all that the store has of them.
   */
  synchronized long behind() {
    long behind = Long.MAX_VALUE;
    for (Cursor cursor : cursors.values()) {
      behind = Math.min(behind, cursor.committed());
    }
    for (ShardCursor cursor : held.values()) {
      behind = Math.min(behind, cursor.behind());
    }
    return behind;
  }

  /** The token of who saved a shard last, as far as this member has read. */
  long token(int shard) {
    return tokens.getOrDefault(shard, 0L);
  }

  private String key(int shard) {
    return prefix + "/shard/" + shard;
  }

  /**
   * Tells the other members how far a shard is along each link.
   *
   * @param token of the holder that saved it
   */
  void publish(int shard, Document links, long token) {
    String text = links.with(TOKEN, token).toText();
    try {
      Optional<Entry> now = store.get(key(shard));
      Outcome outcome =
          now.isEmpty()
              ? store.create(key(shard), text, Duration.ZERO)
              : store.replace(key(shard), now.get().version(), text, Duration.ZERO);
      LOG.debug("Shard {} is published: {}", shard, outcome.isApplied());
    } catch (StoreAway e) {
      LOG.debug("Shard {} is not published now: {}", shard, e.getMessage());
    }
  }

  /** Moves cursors on, as far as the store tells; to be called every now and then. */
  synchronized void follow() {
    for (Map.Entry<Integer, Cursor> shard : cursors.entrySet()) {
      try {
        Optional<Entry> told = store.get(key(shard.getKey()));
        if (told.isPresent()) {
          Document links = Document.of(told.get());
          tokens.put(shard.getKey(), links.number(TOKEN).orElse(0));
          follow(shard.getKey(), shard.getValue(), ShardLinks.read(links));
        }
      } catch (QueueException | StoreAway e) {
        LOG.debug("Shard {} is not followed now: {}", shard.getKey(), e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void follow(int shard, Cursor cursor, Map<String, Long> reached)
      throws InterruptedException {
    cursor.seek(cursor.committed());
    long behind = 0;
    for (int n = 0; n < MOST; n++) {
      List<QueueRecord> batch = cursor.read(BATCH, Duration.ZERO);
      for (QueueRecord record : batch) {
        boolean done =
            record.received().isEmpty()
                || split.of(record.message()) != shard
                || ShardLinks.covers(reached, record.received().get());
        if (!done) {
          commit(cursor, behind);
          return;
        }
        behind = record.sequence();
      }
      if (batch.size() < BATCH) {
        break;
      }
    }
    commit(cursor, behind);
  }

  private static void commit(Cursor cursor, long behind) {
    if (behind > cursor.committed()) {
      cursor.commit(behind);
    }
  }

  @Override
  public synchronized void close() {
    cursors.values().forEach(Cursor::close);
    cursors.clear();
  }
}
