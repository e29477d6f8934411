// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Durations;
import wubot.queue.QueueException;
import wubot.rule.ReactionFailure;

/**
 * Does what must be done before anything else may go on, however long it takes: a full disk or a
 * queue that another process holds is waited out, said once when it begins and once when it is
 * over.
 */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private final Duration shortest;
  private final Duration longest;
  private volatile Optional<String> waitingFor = Optional.empty();

  /** Something that may fail for a while. */
  interface Work {

    /** Does it. */
    void run() throws InterruptedException;
  }

  /** With the first wait, which doubles up to the longest one. */
  Patience(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  /** What is being waited out, empty when nothing is. */
  Optional<String> waitingFor() {
    return waitingFor;
  }

  /**
   * Runs the work until it succeeds.
   *
   * @param consequence what does not happen meanwhile, for people
   * @throws InterruptedException when the thread was interrupted while waiting; the work is undone
   */
  void untilDone(Work work, String consequence) throws InterruptedException {
    Duration wait = shortest;
    Duration waited = Duration.ZERO;
    while (true) {
      try {
        work.run();
        waitingFor = Optional.empty();
        if (!waited.isZero()) {
          LOG.info("It works again after {}.", Durations.print(waited));
        }
        return;
      } catch (QueueException | UncheckedIOException | ReactionFailure e) {
        waitingFor = Optional.of(why(e) + "; " + consequence);
        if (waited.isZero()) {
          LOG.error("{}; {} until that is mended, then it goes on by itself.", why(e), consequence);
        }
      }
      Thread.sleep(wait.toMillis()); // the back-off between two tries
      waited = waited.plus(wait);
      wait = wait.multipliedBy(2).compareTo(longest) > 0 ? longest : wait.multipliedBy(2);
    }
  }

  private static String why(RuntimeException e) {
    boolean addsSomething = e instanceof UncheckedIOException && e.getCause() != null;
    return addsSomething ? e.getMessage() + ": " + e.getCause().getMessage() : e.getMessage();
  }
}
