// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import wubot.monitor.Service;
import wubot.queue.Entry;
import wubot.queue.QueueAppender;
import wubot.queue.QueueException;

/** Appends one small batch after the other, as fast as the pace file says. */
final class Feeder implements Service {

  private static final int LARGEST = 8;
  private static final int BULK = 1000;
  private static final long IDLE_MILLIS = 100;

  private final Known known;
  private final Path ledgerFile;
  private final Path pace;
  private final Supplier<QueueAppender> queue;
  private final Random random = new Random();
  private final Thread thread = new Thread(this::run, "feed");
  private volatile boolean closed;

  Feeder(Known known, Path ledger, Path pace, Supplier<QueueAppender> queue) {
    this.known = known;
    this.ledgerFile = ledger;
    this.pace = pace;
    this.queue = queue;
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try (Ledger.Writer ledger = Ledger.write(ledgerFile)) {
      QueueAppender appender = queue.get();
      while (!closed) {
        int perSecond = perSecond();
        long until = ledger.next() + (perSecond > BULK ? BULK : 1 + random.nextInt(LARGEST));
        if (perSecond == 0) {
          pause(IDLE_MILLIS);
        } else if (append(appender, ledger, until)) {
          pause(perSecond > BULK ? 0 : LARGEST * 500L / perSecond);
        } else {
          pause(IDLE_MILLIS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean append(QueueAppender appender, Ledger.Writer ledger, long until)
      throws IOException {
    long from = ledger.next();
    List<Entry> batch = new ArrayList<>();
    for (long number = from; number < until; number++) {
      batch.add(Entry.of(known.message(number)));
    }
    ledger.begin(until);
    try {
      appender.append(batch);
    } catch (QueueException e) {
      ledger.end(Ledger.REFUSED, from, until);
      return false;
    }
    ledger.end(Ledger.ACCEPTED, from, until);
    return true;
  }

  /** Messages a second, 0 for none now, above 1000 for as fast as can be. */
  private int perSecond() throws IOException {
    try {
      return Integer.parseInt(Files.readString(pace).trim());
    } catch (NoSuchFileException | NumberFormatException e) { // being written at the moment
      return 0;
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
