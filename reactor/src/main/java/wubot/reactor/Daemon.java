// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.queue.ChronicleQueues;
import wubot.queue.QueueSettings;

/** A reactor that is the whole of its process: it stops when the process is told to. */
final class Daemon {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private Daemon() {}

  /** Runs until SIGTERM or SIGINT; returns the exit code. */
  static int run(Path home, String host) throws InterruptedException {
    Clock clock = Clock.system(ZoneId.systemDefault());
    LOG.info("Reactor of {} in {}, process {}.", host, home, ProcessHandle.current().pid());
    try (ChronicleQueues queues = new ChronicleQueues(host, clock, QueueSettings.DEFAULT);
        Reactor reactor = Reactor.start(Reactor.Setup.of(home, host, clock, queues))) {
      Thread main = Thread.currentThread();
      Thread stop = new Thread(() -> stop(reactor, main), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      Optional<Throwable> why = reactor.await();
      LOG.info("Stopped after {} messages.", reactor.handled());
      return why.isPresent() ? 3 : 0;
    }
  }

  /** In the shutdown hook: the process ends when this returns. */
  private static void stop(Reactor reactor, Thread main) {
    try {
      reactor.stop(STOP_WITHIN);
      main.join(1000); // so that the queues are closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
