// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Something that is well or not: tells people once when it went and once when it came back.
 *
 * <p>An episode begins with the first trouble and ends when it is {@link #over}. Within it a reason
 * is logged once, however often and in whatever turn it comes, and no more than a handful of
 * reasons are. A message is made of the first reason once the trouble has lasted the grace, and at
 * once of every refusal.
 *
 * <p>What comes and goes, with less than {@link #CALM} between, is said the first, second, fourth,
 * eighth … time. The episodes between are quiet, unless one lasts so long that it is news again.
 */
public final class Episode {

  /** Well for so long, and the next trouble has nothing to do with the last. */
  static final Duration CALM = Duration.ofMinutes(1);

  /** More reasons than this are not told apart by people any more. */
  private static final int MOST_REASONS = 8;

  private final Reports reports;
  private final Duration grace;
  private final Duration calm;
  private final Set<String> logged = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private boolean well = true;
  private boolean quiet;
  private String first = "";
  private String firstWords = "";
  private long spell;
  private long number;

  /** With where to tell and how long a trouble may last untold. */
  public Episode(Reports reports, Duration grace) {
    this(reports, grace, CALM);
  }

  /** The same with another time after which trouble is new. */
  Episode(Reports reports, Duration grace, Duration calm) {
    this.reports = reports;
    this.grace = grace;
    this.calm = calm;
  }

  /** There is trouble. */
  public void trouble(String why) {
    trouble(why, "");
  }

  /**
   * There is trouble.
   *
   * @param why the reason: the same words, but for numbers in them, for the same reason
   * @param more what else to say; may differ each time
   * @return whether it was logged, being news
   */
  public synchronized boolean trouble(String why, String more) {
    if (well) {
      begin(why, grace);
    }
    return log(why, words(why, more));
  }

  /** There is trouble that will not go away by itself: told at once, also within an episode. */
  public synchronized void refusal(String why, String more) {
    if (well) {
      begin(why, Duration.ZERO);
    }
    String words = words(why, more);
    if (!quiet) {
      log(why, words);
      tell(why, words);
    }
  }

  private void begin(String why, Duration untold) {
    well = false;
    first = reason(why);
    spell++;
    quiet = Long.bitCount(spell) != 1;
    long episode = ++number;
    later(() -> lasted(episode), quiet && calm.compareTo(untold) > 0 ? calm : untold);
  }

  /** The words in full, and kept for later where they are of the first reason. */
  private String words(String why, String more) {
    String words = why + more + (spell < 2 ? "" : " (comes and goes, " + spell + " times by now)");
    if (reason(why).equals(first)) {
      firstWords = words;
    }
    return words;
  }

  /** What makes two reasons one: bytes free or messages waiting differ each time. */
  private static String reason(String why) {
    return why.replaceAll("[0-9]+", "#");
  }

  private boolean log(String why, String words) {
    if (quiet || logged.size() >= MOST_REASONS || !logged.add(reason(why))) {
      return false;
    }
    reports.warn(words);
    return true;
  }

  private void tell(String why, String words) {
    if (told.size() < MOST_REASONS && told.add(reason(why))) {
      reports.message("CRITICAL", words);
    }
  }

  private synchronized void lasted(long episode) {
    if (!well && episode == number && told.isEmpty()) {
      quiet = false;
      log(first, firstWords);
      tell(first, firstWords);
    }
  }

  /**
   * The trouble is over.
   *
   * @return whether there was any
   */
  public synchronized boolean over(String words) {
    if (well) {
      return false;
    }
    well = true;
    number++;
    if (!logged.isEmpty()) {
      reports.info(words);
    }
    if (!told.isEmpty()) {
      reports.message("OK", words);
    }
    logged.clear();
    told.clear();
    long rest = number;
    later(() -> rested(rest), calm);
    return true;
  }

  private synchronized void rested(long rest) {
    if (well && rest == number) {
      spell = 0;
    }
  }

  private void later(Runnable what, Duration when) {
    try {
      ScheduledFuture<?> unused =
          reports.clock().schedule(what, when.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      reports.stopping(e);
    }
  }
}
