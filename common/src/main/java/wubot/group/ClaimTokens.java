// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fencing tokens, one request to the store for all threads that wait for one: a token serves every
 * thread that asked before the request was sent. They claim different keys, so that tokens still
 * grow with every acquisition of a key.
 */
final class ClaimTokens {

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private boolean asking;
  private long sent;
  private long latest;
  private Optional<StoreAway> failure = Optional.empty();
  private long answeredFor;

  ClaimTokens(Store store) {
    this.store = store;
  }

  /** A token from a request that is sent after this call. */
  long next() {
    lock.lock();
    try {
      long mine = sent + 1; // the first request that is sent from now on
      while (asking && answeredFor < mine) {
        answered.awaitUninterruptibly();
      }
      if (answeredFor >= mine) {
        if (failure.isPresent()) {
          throw new StoreAway(failure.get().getMessage(), failure.get());
        }
        return latest;
      }
      asking = true;
      sent = mine;
    } finally {
      lock.unlock();
    }
    long token = 0;
    Optional<StoreAway> away = Optional.empty();
    try {
      token = store.nextToken();
    } catch (StoreAway e) {
      away = Optional.of(e);
    }
    lock.lock();
    try {
      asking = false;
      answeredFor = sent;
      latest = token;
      failure = away;
      answered.signalAll();
    } finally {
      lock.unlock();
    }
    if (away.isPresent()) {
      throw away.get();
    }
    return token;
  }
}
