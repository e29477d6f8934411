// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Duration;
import java.util.Optional;
import wubot.group.Grant;
import wubot.group.Handover;
import wubot.group.RoleWork;

/**
 * The running of one shared check here, whenever it is this member's: outlives what its config file
 * says at the moment. What the next member goes on from is in the store after every run.
 */
final class Post implements RoleWork {

  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  /** Makes the rhythm of a check. */
  interface Rhythms {

    /** For this runner, with these turns. */
    Rhythm of(SharedRunner runner, Turns turns);
  }

  /** Makes the turns of who holds the role. */
  interface Holding {

    /** With this grant. */
    Turns by(Grant grant);
  }

  private final Rhythms rhythms;
  private final Holding holding;
  private final FirstRun usual;
  private volatile SharedRunner seated;
  private volatile Optional<CheckRunner> running = Optional.empty();
  private Optional<Turns> turns = Optional.empty(); // guarded by this
  private Optional<Grant> grant = Optional.empty(); // guarded by this

  Post(SharedRunner seated, Rhythms rhythms, Holding holding, FirstRun usual) {
    this.seated = seated;
    this.rhythms = rhythms;
    this.holding = holding;
    this.usual = usual;
  }

  /** Which instance it runs at the moment. */
  SharedRunner seated() {
    return seated;
  }

  /** What runs here; empty when it is not this member's. */
  Optional<CheckRunner> running() {
    return running;
  }

  /** Runs another state of the config file from now on. */
  synchronized void seat(SharedRunner next, FirstRun first) {
    seated = next;
    if (turns.isPresent()) {
      end();
      beginAnew(first);
    }
  }

  /** A start that fails now is as any other failure of the work. */
  private void beginAnew(FirstRun first) {
    try {
      begin(first);
    } catch (RuntimeException e) {
      if (grant.isEmpty()) {
        throw e;
      }
      grant.get().failed(e);
    }
  }

  /** Gives turns that last until {@link #stop}. */
  synchronized void give(Turns given) {
    turns = Optional.of(given);
    begin(usual);
  }

  private void begin(FirstRun first) {
    CheckRunner next = seated.make(rhythms.of(seated, turns.orElseThrow()));
    boolean started = false;
    try {
      next.start(first);
      started = true;
    } finally {
      if (!started) {
        next.close();
      }
    }
    running = Optional.of(next);
  }

  private void end() {
    Optional<CheckRunner> last = running;
    running = Optional.empty();
    last.ifPresent(CheckRunner::close);
  }

  @Override
  public synchronized void start(Grant given) {
    grant = Optional.of(given);
    give(holding.by(given));
  }

  @Override
  public synchronized void stop(String why) {
    turns = Optional.empty();
    end();
  }

  @Override
  public synchronized Handover drain(String why) {
    turns = Optional.empty();
    Optional<CheckRunner> last = running;
    last.ifPresent(one -> one.finish(LONGEST_END));
    running = Optional.empty();
    return Handover.nothing();
  }
}
