// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import wubot.queue.StoredQueue;

/** One server's part of a run: strikes, waits for recovery, strikes again; then lets all settle. */
final class Campaign {

  private static final int PATIENCE_SECONDS = 180;
  private static final int BACKLOG_PATIENCE_SECONDS = 1800;

  /** What came of it. */
  record Outcome(
      String server,
      List<Strike> strikes,
      Oracle.Verdict verdict,
      long refused,
      List<String> findings) {

    boolean isClean() {
      return verdict.violations().isEmpty() && findings.isEmpty();
    }
  }

  private final Options options;
  private final String server;
  private final Network network;
  private final Random random;
  private final Progress progress;
  private final List<Strike> strikes = new ArrayList<>();

  Campaign(Options options, String server, Network network, Random random, Progress progress) {
    this.options = options;
    this.server = server;
    this.network = network;
    this.random = random;
    this.progress = progress;
  }

  Outcome run(Iterator<Fault> faults) throws Exception {
    network.start();
    try (Tap tap = new Tap(network.host(Network.RECEIVER).mainQueue())) {
      Scene start = new Scene(network, tap, random, options);
      if (start.untilFresh(Map.of("alpha", 0L, "beta", 0L), PATIENCE_SECONDS) < 0) {
        network.finding("nothing arrives even before the first fault");
        return outcome();
      }
      strike(faults, tap);
      settle(tap);
    }
    stop();
    return outcome();
  }

  private void strike(Iterator<Fault> faults, Tap tap) throws Exception {
    long end = System.nanoTime() + options.timeEach().toNanos();
    while (faults.hasNext() && System.nanoTime() < end) {
      Fault fault = faults.next();
      if (fault.isolated() && !options.isolated()) {
        continue;
      }
      progress.striking(server, strikes.size() + 1, fault.name(), tap.arrived());
      Scene scene = new Scene(network, tap, random, options);
      Map<String, Long> from = scene.mark();
      boolean happened = fault.act().strike(scene);
      boolean large = fault.name().equals("backlog");
      long millis =
          scene.untilFresh(scene.mark(), large ? BACKLOG_PATIENCE_SECONDS : PATIENCE_SECONDS);
      strikes.add(new Strike(fault.name(), happened, scene.kills(), scene.points(), millis, from));
      progress.struck(strikes.get(strikes.size() - 1), network.directory());
      if (millis < 0) {
        network.finding("no recovery from " + fault.name() + " (strike " + strikes.size() + ")");
        return;
      }
    }
  }

  /** Sends no more and waits until what was accepted has arrived, or does not come any more. */
  private void settle(Tap tap) {
    network.feed(0);
    long accepted;
    do { // a sender on a busy machine may be late to hear of it
      Shell.pause(2000);
      accepted = accepted();
      for (String sender : Network.SENDERS) {
        long last = network.ledger(sender).accepted().length() - 1L;
        Shell.await(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), () -> tap.newest(sender) >= last);
      }
    } while (accepted() > accepted);
  }

  private long accepted() {
    return Network.SENDERS.stream().mapToLong(one -> network.ledger(one).accepted().length()).sum();
  }

  private void stop() {
    for (Daemon daemon : network.daemons()) {
      if (!daemon.stop(60_000)) {
        network.finding(daemon.name() + " does not stop when told to");
      }
    }
  }

  private Outcome outcome() {
    Map<String, Ledger> ledgers = new LinkedHashMap<>();
    Network.SENDERS.forEach(sender -> ledgers.put(sender, network.ledger(sender)));
    Oracle oracle = new Oracle(options.seed(), ledgers);
    Path queue = network.host(Network.RECEIVER).mainQueue();
    Oracle.Verdict verdict = StoredQueue.at(queue).map(oracle::judge).orElseGet(oracle::verdict);
    for (Host host : network.hosts()) {
      for (String aside : List.of("dead", "loops", "too-large")) {
        StoredQueue.at(host.home().resolve("queue").resolve(aside))
            .filter(q -> q.lastSequence() > 0)
            .ifPresent(q -> network.finding(q.lastSequence() + " messages in " + q.directory()));
      }
    }
    return new Outcome(
        server,
        strikes,
        verdict,
        ledgers.values().stream().mapToLong(Ledger::refused).sum(),
        network.findings());
  }
}
