// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.ControlException;

/** What other threads want done by the walking thread, which alone may use the rules. */
final class Errands {

  private static final Logger LOG = LoggerFactory.getLogger(Errands.class);
  private static final int MOST = 16;

  /** Something to do with the rules in force. */
  interface Errand<T> {

    /** Does it. */
    T run(Tree tree) throws InterruptedException;
  }

  private record Waiting<T>(Errand<T> errand, CompletableFuture<T> result) {

    void run(Tree tree) throws InterruptedException {
      if (result.isDone()) { // nobody waits for it any more
        return;
      }
      try {
        result.complete(errand.run(tree));
      } catch (RuntimeException e) {
        LOG.error("An errand failed", e);
        result.completeExceptionally(e);
      }
    }
  }

  private final Queue<Waiting<?>> waiting = new ArrayDeque<>(); // guarded by this

  /**
   * Has something done between two batches and waits for it.
   *
   * @throws ControlException when it was not done in time, or failed
   */
  <T> T ask(Errand<T> errand, long seconds) throws InterruptedException {
    Waiting<T> asked = new Waiting<>(errand, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.size() >= MOST) {
        throw new ControlException("the reactor has too much else to do; try again");
      }
      waiting.add(asked);
    }
    try {
      return asked.result().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new ControlException("an error in the reactor, see its log: " + e.getCause(), e);
    } catch (TimeoutException e) {
      asked.result().cancel(false);
      throw new ControlException(
          "the reactor did not come to it within " + seconds + " s; is a rule holding it up?", e);
    }
  }

  /** Does all that waits; for the walking thread. */
  void run(Optional<Tree> tree) throws InterruptedException {
    Optional<Waiting<?>> next = next();
    while (next.isPresent()) {
      if (tree.isPresent()) {
        next.get().run(tree.get());
      } else {
        next.get()
            .result()
            .completeExceptionally(new ControlException("no rules are in force; see wubot check"));
      }
      next = next();
    }
  }

  private synchronized Optional<Waiting<?>> next() {
    return Optional.ofNullable(waiting.poll());
  }
}
