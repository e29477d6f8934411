// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One trip to the disk for all who wrote before it. Whoever comes while the disk works joins the
 * next group; the first of a group makes the trip for it, the others sleep until it is back.
 */
final class GroupCommit {

  /** Brings all that was written so far onto the disk and returns the ticket of the last of it. */
  interface Force {
    long run();
  }

  private static final class Group {
    final CountDownLatch done = new CountDownLatch(1);
    boolean led;
    QueueException failure;
  }

  private final Force force;
  private final ReentrantLock disk = new ReentrantLock();
  private Group next = new Group();
  private volatile long forced;

  GroupCommit(Force force) {
    this.force = force;
  }

  /**
   * Returns when everything up to this ticket is on disk.
   *
   * @throws QueueException when the disk failed
   */
  void await(long ticket) {
    if (forced >= ticket) {
      return;
    }
    Group group;
    boolean leader;
    synchronized (this) {
      group = next;
      leader = !group.led;
      group.led = true;
    }
    if (leader) {
      lead(group);
    } else {
      sleepUntilDone(group);
    }
    // The trip before may have brought it, before the one it waited for failed.
    if (group.failure != null && forced < ticket) {
      throw new QueueException(group.failure.getMessage(), group.failure);
    }
  }

  private void lead(Group group) {
    disk.lock();
    try {
      synchronized (this) {
        next = new Group(); // closed: whoever joined it has written before this line
      }
      forced = Math.max(forced, force.run());
    } catch (QueueException e) {
      group.failure = e;
    } catch (RuntimeException | Error e) { // nobody of the group may take this for success
      group.failure = new QueueException("cannot bring the queue onto the disk: " + e, e);
    } finally {
      disk.unlock();
      group.done.countDown();
    }
  }

  private static void sleepUntilDone(Group group) {
    boolean interrupted = false;
    while (true) {
      try {
        group.done.await();
        break;
      } catch (InterruptedException e) { // what was written cannot be taken back: wait on
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs something while nobody is on the way to the disk. */
  void exclusively(Runnable work) {
    disk.lock();
    try {
      work.run();
    } finally {
      disk.unlock();
    }
  }
}
