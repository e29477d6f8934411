// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One turn after the other among the members that live. Who has the turn asks first; the others
 * leave it a moment each and then take it over.
 */
final class RoundTurns implements Turns {

  private static final long SHORTEST_WAIT = 50;
  private static final long LONGEST_WAIT = 2_000;
  private static final Duration SLACK = Duration.ofSeconds(10);

  /**
   * The members.
   *
   * @param node this one
   * @param name of this one in this life
   * @param live those that take turns and live, this one too
   * @param lives whether a member still lives that had this name in that life
   */
  record Company(String node, String name, Supplier<List<String>> live, Predicate<String> lives) {}

  private final Company company;
  private final long step;
  private final long longestRun;
  private final long longestWait;
  private final LongSupplier nanos;
  private long version = -1;
  private long since;

  /**
   * For a check.
   *
   * @param nanos a clock that is never set
   */
  RoundTurns(Company company, Duration delay, Duration timeout, LongSupplier nanos) {
    this.company = company;
    this.step = Math.max(SHORTEST_WAIT, Math.min(delay.toMillis() / 10, LONGEST_WAIT));
    this.longestRun = timeout.plus(SLACK).toNanos();
    this.longestWait = Math.max(longestRun, delay.multipliedBy(2).toNanos());
    this.nanos = nanos;
  }

  @Override
  public String node() {
    return company.node();
  }

  @Override
  public String name() {
    return company.name();
  }

  /** The store decides. */
  @Override
  public boolean mayAct() {
    return true;
  }

  @Override
  public OptionalLong token() {
    return OptionalLong.empty();
  }

  @Override
  public long patience(long number) {
    List<String> live = company.live().get().stream().sorted().toList();
    int place = live.indexOf(company.node());
    return place < 0 ? live.size() * step : Math.floorMod(place - number, live.size()) * step;
  }

  /** Whoever runs it says when it ended, or dies; at the latest then its time is over. */
  @Override
  public boolean isBusy(SlotRecord last, long now) {
    boolean elsewhere = last.isRunning() && !last.by().equals(company.name());
    boolean recent = unchanged(now) < longestRun;
    return elsewhere && recent && company.lives().test(last.by());
  }

  @Override
  public boolean mayGoBack(long now) {
    return unchanged(now) >= longestWait;
  }

  private long unchanged(long now) {
    long time = nanos.getAsLong();
    if (now != version) {
      version = now;
      since = time;
    }
    return time - since;
  }
}
