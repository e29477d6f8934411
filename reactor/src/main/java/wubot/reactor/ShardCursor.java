// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.List;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;

/**
 * The cursor of a shard while its lane walks: it moves durably only behind what the group's store
 * has of the shard, because the next holder, which may be this one, goes on from there.
 */
final class ShardCursor implements Cursor {

  private final Cursor cursor;
  private volatile long walked;
  private volatile long saved;

  ShardCursor(Cursor cursor) {
    this.cursor = cursor;
    this.walked = cursor.committed();
    this.saved = walked;
  }

  /** Everything up to this sequence is in the store; by any thread. */
  void saved(long sequence) {
    saved = sequence;
  }

  /** Up to where nobody will ever need the queue again for the shard; by any thread. */
  long behind() {
    return Math.min(saved, walked);
  }

  @Override
  public String name() {
    return cursor.name();
  }

  @Override
  public List<QueueRecord> read(int limit, Duration wait) throws InterruptedException {
    settle();
    return cursor.read(limit, wait);
  }

  @Override
  public void commit(long sequence) {
    walked = Math.max(walked, sequence);
    settle();
  }

  private void settle() {
    long safe = behind();
    if (safe > cursor.committed()) {
      cursor.commit(safe);
    }
  }

  @Override
  public long committed() {
    return walked;
  }

  @Override
  public void seek(long sequence) {
    cursor.seek(sequence);
  }

  @Override
  public long depth() {
    return cursor.depth();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
