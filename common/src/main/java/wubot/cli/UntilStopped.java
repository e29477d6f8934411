// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C the ordinary end of a command that otherwise runs for ever: the work's thread is
 * interrupted, and once the work is over the process ends with 0. So it ends, too, when nobody
 * reads what it prints any more.
 */
public final class UntilStopped {

  private static final long PATIENCE_SECONDS = 2;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::stop, "until-stopped");

  private UntilStopped() {}

  /** Runs the work in this thread; it should end soon when it is interrupted. */
  public static void run(Runnable work) {
    UntilStopped until = new UntilStopped();
    Runtime.getRuntime().addShutdownHook(until.hook);
    Runnable watch = ReaderWatch.start(until.worker::interrupt);
    try {
      work.run();
    } finally {
      watch.run();
      until.end();
    }
  }

  private void stop() {
    worker.interrupt();
    try {
      var unused = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) { // then at once
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0); // the only way to choose the exit code from here
  }

  private void end() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) { // it is running: the process ends
      ended.countDown();
    }
  }
}
