// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wubot.cli.DaemonLog;
import wubot.cli.FileTrouble;
import wubot.cli.Leftovers;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.queue.ChronicleQueues;
import wubot.queue.QueueException;
import wubot.queue.QueueOwnedException;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;

/** {@code wubot monitor}: runs the monitor until it is told to stop. */
@Command(
    name = "monitor",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the checks of this host on their schedule and puts what they say on the main queue.",
      "Runs until Ctrl-C or SIGTERM. A saved config file is taken up at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wubot monitor                          what ~/wubot/config has for this host",
      "  wubot monitor --home /srv/wubot        another home, instead of WUBOT_HOME",
      "  wubot monitor --host box               as the host 'box' would",
      "  wubot check && wubot monitor           judge the config first",
      "  wubot run Load local                   one instance once, no monitor needed",
      "",
      "Exit code: 0 told to stop, 2 wrong use, 3 could not start or go on."
    })
public final class MonitorCommand implements Subcommand {

  private static final long STOP_SECONDS = 10;

  @Mixin private Whereabouts whereabouts;

  @Option(names = "--verbose", description = "Log what is only of use to find a mistake, too.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    Path home = whereabouts.home();
    try {
      DaemonLog.open(home, "monitor", verbose);
      return run(home);
    } catch (QueueOwnedException e) {
      return refuse("another monitor runs on this home: " + e.getMessage());
    } catch (QueueException e) {
      return refuse(e.getMessage());
    } catch (IOException e) {
      return refuse(FileTrouble.home(home, e));
    } catch (UncheckedIOException e) {
      return refuse(FileTrouble.home(home, e.getCause()));
    }
  }

  private static int refuse(String problem) {
    System.err.println("wubot monitor: " + problem);
    return 3;
  }

  private int run(Path home) throws IOException, InterruptedException {
    Clock clock = Clock.system(ZoneId.systemDefault());
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger code = new AtomicInteger();
    try (Queues queues = new ChronicleQueues(whereabouts.host(), clock, QueueSettings.DEFAULT);
        Monitor monitor =
            new Monitor(
                home,
                whereabouts.host(),
                clock,
                RandomGenerator.getDefault(),
                PluginTypes.installed(),
                queues)) {
      monitor.onEnd(
          why -> {
            code.set(3);
            told.countDown();
          });
      monitor.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told, done, code), "stop"));
      told.await();
      monitor
          .end()
          .ifPresentOrElse(
              why -> log().error("The monitor ends, as group.yaml says: {}", why),
              () -> log().info("Told to stop."));
    } finally {
      if (told.getCount() == 0) {
        log().info("Stopped; {}.", Leftovers.of(home));
      }
      done.countDown();
    }
    return code.get();
  }

  /** Made only when there is a home to log to. */
  private static Logger log() {
    return LoggerFactory.getLogger(Monitor.class);
  }

  /**
   * Runs while the JVM shuts down: tells the daemon, and waits for it to be done, but not for ever.
   */
  private static void stop(CountDownLatch told, CountDownLatch done, AtomicInteger code) {
    told.countDown();
    int result = 1;
    try {
      result = done.await(STOP_SECONDS, TimeUnit.SECONDS) ? code.get() : 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(result); // being told to stop is no failure, so not 143
  }
}
