// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whom a member waits for before it takes its first role.
 *
 * @param mandatory must be there when the time is over
 * @param optional are waited for, but not required
 * @param patience how long
 */
public record StartBarrier(List<String> mandatory, List<String> optional, Patience patience) {

  /** How long to wait. */
  public sealed interface Patience {}

  /** Not at all: whoever is missing is not missed. */
  public record None() implements Patience {}

  /** At most so long. */
  public record AtMost(Duration time) implements Patience {}

  /** Until all are there. */
  public record Forever() implements Patience {}

  /** How the wait ended. */
  public sealed interface Result {}

  /** All are there, or nobody was waited for. */
  public record Go() implements Result {}

  /** The time is over and only optional members are missing. */
  public record Without(List<String> missing) implements Result {}

  /** The time is over and mandatory members are missing: the daemon should not start. */
  public record Missing(List<String> missing) implements Result {}

  /** Copies the lists. */
  public StartBarrier {
    mandatory = List.copyOf(mandatory);
    optional = List.copyOf(optional);
  }

  /** The result by now; empty while there is reason to wait. */
  Optional<Result> check(Member member, Duration waited) {
    if (patience instanceof None) {
      return Optional.of(new Go());
    }
    List<String> needed = missing(mandatory, member);
    List<String> wanted = missing(optional, member);
    if (member.isIn() && needed.isEmpty() && wanted.isEmpty()) {
      return Optional.of(new Go());
    }
    if (patience instanceof AtMost most && waited.compareTo(most.time()) >= 0) {
      return Optional.of(needed.isEmpty() ? new Without(wanted) : new Missing(needed));
    }
    return Optional.empty();
  }

  /** Whether all mandatory members are there now. */
  public boolean isMet(Member member) {
    return member.isIn() && missing(mandatory, member).isEmpty();
  }

  private static List<String> missing(List<String> nodes, Member member) {
    List<String> missing = new ArrayList<>();
    for (String node : nodes) {
      boolean self = node.equals(member.node());
      boolean there = member.member(node).filter(one -> one.alive() && one.confirmed()).isPresent();
      if (!self && !there) {
        missing.add(node);
      }
    }
    return missing;
  }

  /**
   * Waits; the member must have been started.
   *
   * @param inVain whether there is no more reason to wait; asked at every look
   * @return empty when it was in vain
   * @throws InterruptedException when the daemon is told to stop meanwhile
   */
  public Optional<Result> await(Member member, GroupClock clock, BooleanSupplier inVain)
      throws InterruptedException {
    Object bell = new Object();
    member.onChange(
        () -> {
          synchronized (bell) {
            bell.notifyAll();
          }
        });
    long began = clock.nanos();
    synchronized (bell) {
      while (true) {
        Optional<Result> result = check(member, Duration.ofNanos(clock.nanos() - began));
        if (result.isPresent() || inVain.getAsBoolean()) {
          return result;
        }
        bell.wait(member.settings().poll().toMillis()); // and looks at the clock
      }
    }
  }
}
