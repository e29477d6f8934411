// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One group, one fault after the other, and the judge in the end. */
final class GroupCampaign {

  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(120);
  private static final int MUCH = 1_000;

  private final Company company;
  private final List<GroupFault> faults;
  private final Random random;
  private final Progress progress;
  private final List<GroupStrike> strikes = new ArrayList<>();

  /** What came of it. */
  record Outcome(
      String store,
      List<GroupStrike> strikes,
      GroupOracle oracle,
      List<String> findings,
      double seconds,
      long won) {

    boolean isClean() {
      return oracle.wrongs().isEmpty() && findings.isEmpty();
    }
  }

  GroupCampaign(Company company, List<GroupFault> faults, Random random, Progress progress) {
    this.company = company;
    this.faults = faults.stream().filter(fault -> fault.possible().test(company)).toList();
    this.random = random;
    this.progress = progress;
  }

  Outcome run() throws Exception {
    company.start();
    final long began = System.nanoTime();
    long end = began + company.options().timeEach().toNanos();
    company.supply().rate(company.options().rate());
    Shell.pause(1_000);
    List<GroupFault> round = new ArrayList<>();
    boolean on = true;
    while (on) {
      if (round.isEmpty()) {
        round.addAll(faults);
        Collections.shuffle(round, random);
      }
      if (!round.isEmpty()) {
        on = strike(round.remove(0));
      } else {
        Shell.pause(500);
      }
      boolean time = System.nanoTime() < end;
      boolean more = company.supply().count() < company.options().messages();
      on &= company.options().brief() ? time && !round.isEmpty() : time || more;
      Shell.pause(200 + random.nextInt(800));
    }
    final double seconds = (System.nanoTime() - began) / 1e9;
    company.supply().rate(0);
    settle();
    final long won = won();
    quiet();
    for (Fellow fellow : company.fellows()) {
      if (!fellow.daemon().stop(60_000)) {
        company.finding(fellow.name() + " does not stop when told to");
      }
      if (fellow.dead() > 0) {
        company.finding(fellow.dead() + " dead letters of " + fellow.name());
      }
    }
    return new Outcome(
        company.store().kind(),
        strikes,
        new GroupOracle(GroupEvidence.of(company)),
        company.findings(),
        seconds,
        won);
  }

  private long won() {
    return company.fellows().stream()
        .flatMap(fellow -> fellow.status().stream())
        .mapToLong(
            all -> ((Number) ((java.util.Map<?, ?>) all.get("claims")).get("won")).longValue())
        .sum();
  }

  /** Whether the campaign can go on. */
  private boolean strike(GroupFault fault) throws Exception {
    progress.striking(
        company.store().kind(), strikes.size() + 1, fault.name(), company.effects().lines().size());
    int before = company.hits().size();
    long from = System.currentTimeMillis();
    boolean happened = fault.act().strike(company, random);
    long to = System.currentTimeMillis();
    long recovery = recover(to);
    List<GroupHit> all = company.hits();
    GroupStrike strike =
        new GroupStrike(
            fault.name(), happened, from, to, all.subList(before, all.size()), recovery);
    strikes.add(strike);
    Files.writeString(
        company.directory().resolve("strikes.txt"),
        java.time.Instant.now() + " " + strike + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    if (recovery < 0) {
      company.finding("no recovery from " + fault.name() + " (strike " + strikes.size() + ")");
    }
    return recovery >= 0;
  }

  /** Waits until all that came until then was done; how long that took, -1 when it did not. */
  private long recover(long to) {
    boolean done = caughtUp(to);
    company.supply().rate(company.options().rate());
    if (done && company.awaitAll()) {
      return System.currentTimeMillis() - to;
    }
    return -1;
  }

  /**
   * Waits until nothing is missing of what came until then; whether that came about. Patient as
   * long as something is done, for the machine may be a busy one; feeds no more while much waits.
   */
  private boolean caughtUp(long to) {
    var patience = new Patience();
    Missing missing = missing(to);
    while (missing.certain() > 0 || (to < Long.MAX_VALUE && missing.all() > MUCH)) {
      if (patience.isOver(missing.all())) {
        return false;
      }
      if (to < Long.MAX_VALUE) {
        company.supply().rate(missing.all() > MUCH ? 0 : company.options().rate());
      }
      missing = missing(to);
    }
    return true;
  }

  /**
   * What was not done yet.
   *
   * @param certain of which it must be
   * @param all also of those that may be lost with their member
   */
  private record Missing(int certain, int all) {}

  private Missing missing(long to) {
    Shell.pause(100);
    Supply supply = company.supply();
    BitSet done = company.effects().done();
    int count = supply.count();
    int certain = 0;
    int all = 0;
    for (int i = done.nextClearBit(0); i < count; i = done.nextClearBit(i + 1)) {
      if (supply.fed(i) <= to) {
        all++;
        certain += supply.policy(i).equals("at-most-once") ? 0 : 1;
      }
    }
    return new Missing(certain, all);
  }

  /** Over when something has not become less for a while. */
  private static final class Patience {

    private long least = Long.MAX_VALUE;
    private long since = System.nanoTime();

    boolean isOver(long now) {
      if (now < least) {
        least = now;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(PATIENCE);
    }
  }

  private void settle() {
    if (!caughtUp(Long.MAX_VALUE)) {
      company.finding(missing(Long.MAX_VALUE).certain() + " messages were not done in the end");
    }
    var patience = new Patience();
    long waiting = waiting();
    while (waiting > 0 && !patience.isOver(waiting)) {
      Shell.pause(200);
      waiting = waiting();
    }
    for (Fellow fellow : company.fellows()) {
      String waits = fellow.waits();
      if (!waits.isEmpty()) {
        company.finding(fellow.name() + " has not drained: " + waits);
      }
    }
  }

  private long waiting() {
    return company.fellows().stream().mapToLong(Fellow::waiting).sum();
  }

  /** Nothing that was done is done again, also when members begin anew. */
  private void quiet() throws IOException {
    final int before = effects();
    for (Fellow fellow : company.fellows()) {
      if (!fellow.daemon().stop(60_000)) {
        company.finding(fellow.name() + " does not stop when told to");
        fellow.daemon().kill();
      }
      fellow.daemon().start();
    }
    boolean back = company.awaitAll();
    Shell.pause(2 * company.options().timeToLive().toMillis());
    int after = effects();
    if (!back || after > before) {
      company.finding(
          back
              ? (after - before) + " old messages were done again after a start"
              : "members do not find each other again");
    }
  }

  private int effects() {
    return (int)
        company.effects().lines().stream().filter(line -> !line.what().equals("R")).count();
  }
}
