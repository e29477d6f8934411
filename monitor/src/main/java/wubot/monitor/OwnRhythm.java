// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;

/** A check that runs for itself: every delay, with a memory in a file. */
final class OwnRhythm implements Rhythm {

  private static final Logger LOG = LoggerFactory.getLogger(OwnRhythm.class);
  private static final Duration REMEMBER_RUNS_FROM = Duration.ofMinutes(1);

  private final Instance instance;
  private final MemoryFiles memories;
  private final Clock clock;
  private volatile Appointment appointment;
  private boolean forgetful; // the last memory could not be saved

  OwnRhythm(Instance instance, MemoryFiles memories, Clock clock) {
    this.instance = instance;
    this.memories = memories;
    this.clock = clock;
    this.appointment = Appointment.first(clock.instant(), instance.delay());
  }

  @Override
  public Memory begin(FirstRun first) {
    Memory remembered = memories.load(instance.key());
    appointment = Appointment.first(first.time(instance, remembered), instance.delay());
    return remembered;
  }

  @Override
  public Instant due() {
    return appointment.due();
  }

  @Override
  public Optional<Memory> take(Memory memory) {
    return Optional.of(memory);
  }

  @Override
  public void mark(Message message) {
    // It ran where its message says anyway.
  }

  @Override
  public boolean counts(Turn turn, Memory before) {
    return true;
  }

  @Override
  public void keep(Turn turn, Memory before) {
    boolean matters = turn.matters(before);
    if (!matters
        && turn.memory().episode().isEmpty()
        && instance.delay().compareTo(REMEMBER_RUNS_FROM) < 0) {
      return; // after a restart it runs at once anyway
    }
    try {
      memories.save(instance.key(), turn.memory(), matters);
      forgetful = false;
    } catch (IOException e) {
      if (!forgetful) {
        LOG.error(
            "Cannot save what {} remembers ({}); after a restart it may repeat messages.",
            instance.key(),
            e.toString());
      }
      forgetful = true;
    }
  }

  @Override
  public void again(Optional<Duration> wait) {
    appointment = appointment.after(clock.instant(), wait);
  }
}
