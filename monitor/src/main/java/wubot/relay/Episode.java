// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;

/**
 * Something that is well or not: tells people once when it went and once when it came back.
 *
 * <p>Short troubles, over within the grace, are not told at all.
 */
final class Episode {

  private static final Logger LOG = LoggerFactory.getLogger(Episode.class);

  private final ScheduledExecutorService reports;
  private final Duration grace;
  private final Consumer<Message> emit;
  private final String who;
  private boolean well = true;
  private boolean told;
  private String reason = "";
  private long number;

  /**
   * With the thread that tells, the grace, where messages go, and whom they are about.
   *
   * @param who put before every reason
   */
  Episode(ScheduledExecutorService reports, Duration grace, Consumer<Message> emit, String who) {
    this.reports = reports;
    this.grace = grace;
    this.emit = emit;
    this.who = who;
  }

  /** There is trouble; the first reason of an episode is the one that is told. */
  synchronized void trouble(String why) {
    if (!why.equals(reason)) {
      LOG.info("{}: {}", who, why);
    }
    reason = why;
    if (!well) {
      return;
    }
    well = false;
    long episode = ++number;
    later(() -> tell(episode), grace);
  }

  /** There is trouble that will not go away by itself: told at once, also within an episode. */
  synchronized void refusal(String why) {
    boolean news = well || !why.equals(reason);
    reason = why;
    well = false;
    number++;
    if (news) {
      told = true;
      LOG.warn("{}: {}", who, why);
      later(() -> say("CRITICAL", why), Duration.ZERO);
    }
  }

  private synchronized void tell(long episode) {
    if (!well && episode == number && !told) {
      told = true;
      say("CRITICAL", reason);
    }
  }

  /** The trouble is over. */
  synchronized void over(String words) {
    if (well) {
      return;
    }
    well = true;
    reason = "";
    number++;
    LOG.info("{}: {}", who, words);
    if (told) {
      told = false;
      later(() -> say("OK", words), Duration.ZERO);
    }
  }

  private void later(Runnable what, Duration when) {
    try {
      ScheduledFuture<?> unused = reports.schedule(what, when.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.RejectedExecutionException e) {
      LOG.debug("stopping, not told: {}", reason, e);
    }
  }

  private void say(String status, String words) {
    try {
      emit.accept(
          Message.of("subject", "XMPP: " + who + ": " + words)
              .with("status", status)
              .with("coalesce", "XMPP")
              .with("noforward", true));
    } catch (RuntimeException e) {
      LOG.warn("cannot put on the queue: {}: {}: {}", who, words, e.getMessage());
    }
  }
}
