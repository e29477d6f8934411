// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.cli.Leftovers;
import wubot.queue.ChronicleQueues;
import wubot.queue.QueueSettings;

/** A reactor that is the whole of its process: it stops when the process is told to. */
final class Daemon {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10); // many queues, a busy disk

  private static final int COULD_NOT = 3;

  private Daemon() {}

  /** Runs until SIGTERM, SIGINT or SIGHUP; returns the exit code. */
  static int run(Path home, String host) throws InterruptedException {
    Clock clock = Clock.system(ZoneId.systemDefault());
    LOG.info("Reactor of {} in {}, process {}.", host, home, ProcessHandle.current().pid());
    AtomicInteger code = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    try (ChronicleQueues queues = new ChronicleQueues(host, clock, QueueSettings.DEFAULT);
        Reactor reactor = Reactor.start(Reactor.Setup.of(home, host, clock, queues))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(reactor, done, code), "stop"));
      Optional<Throwable> why = reactor.await();
      code.set(why.isPresent() ? COULD_NOT : 0);
      LOG.info("Stopped; messages handled: {}; {}.", reactor.handled(), Leftovers.of(home));
    } finally {
      done.countDown();
    }
    return code.get();
  }

  /** Runs while the JVM shuts down: stops the reactor, and waits for the queues to be closed. */
  private static void stop(Reactor reactor, CountDownLatch done, AtomicInteger code) {
    int result = 1;
    try {
      reactor.stop(STOP_WITHIN);
      result = done.await(CLOSE_WITHIN.toSeconds(), TimeUnit.SECONDS) ? code.get() : 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(result); // being told to stop is no failure, so not 143
  }
}
