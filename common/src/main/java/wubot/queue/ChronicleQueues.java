// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues on Chronicle Queue, the ones that everything but a test uses. */
public final class ChronicleQueues implements Queues {

  private static final Logger LOG = LoggerFactory.getLogger(ChronicleQueues.class);
  private static final long TIDY_MINUTES = 10;

  private final String host;
  private final Clock clock;
  private final QueueSettings settings;
  private final RandomGenerator random;
  private final Map<Path, OpenQueue> open = new ConcurrentHashMap<>();
  private final Map<Path, DirectoryView> views = new HashMap<>();
  private final Map<Path, SetAside> damage = new HashMap<>();
  private ScheduledExecutorService keeper; // null until a queue is opened for appending
  private boolean closed;

  /**
   * For this process.
   *
   * @param host short name of this host, part of the identity of messages first accepted here
   * @param clock tells the time kept with each record, and names files
   * @param settings for all queues opened here
   */
  public ChronicleQueues(String host, Clock clock, QueueSettings settings) {
    this(host, clock, settings, new SecureRandom());
  }

  /** As above, with a source for the random part of new incarnations. */
  public ChronicleQueues(String host, Clock clock, QueueSettings settings, RandomGenerator random) {
    if (host.isEmpty() || host.indexOf('/') >= 0) {
      throw new IllegalArgumentException("'" + host + "' is not a host name");
    }
    this.host = host;
    this.clock = Objects.requireNonNull(clock, "clock");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.random = Objects.requireNonNull(random, "random");
    // The library wants to be told of the end of the process from its first use on, which is
    // refused
    // when the end has begun: somebody who appends for the first time then would fail.
    boolean unused = BackgroundResourceReleaser.isOnBackgroundResourceReleaserThread();
  }

  @Override
  public synchronized QueueAppender appender(Path directory) {
    checkOpen();
    Path path = canonical(directory);
    OpenQueue queue = open.get(path);
    if (queue == null) {
      queue = OpenQueue.open(path, host, clock, random, settings, damageOf(path));
      open.put(path, queue);
      keep();
    }
    return queue;
  }

  @Override
  public synchronized QueueView view(Path directory) {
    checkOpen();
    Path path = canonical(directory);
    return views.computeIfAbsent(
        path, key -> new DirectoryView(key, () -> owned(key), damageOf(key)));
  }

  /** What this process did with this queue so far. */
  public synchronized QueueMetrics metrics(Path directory) {
    return damageOf(canonical(directory)).metrics();
  }

  @Override
  public Optional<QueueMetrics> counts(Path directory) {
    return Optional.of(metrics(directory));
  }

  private SetAside damageOf(Path path) {
    return damage.computeIfAbsent(path, key -> new SetAside(new Layout(key), new QueueMetrics()));
  }

  private Optional<OpenQueue> owned(Path path) {
    return Optional.ofNullable(open.get(path));
  }

  private static Path canonical(Path directory) {
    return directory.toAbsolutePath().normalize();
  }

  private void checkOpen() {
    if (closed) {
      throw new QueueException("the queues of this process are closed");
    }
  }

  private void keep() {
    if (keeper != null) {
      return;
    }
    keeper =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "queue-keeper");
              thread.setDaemon(true);
              return thread;
            });
    if (settings.durability() == Durability.INTERVAL) {
      long nanos = settings.interval().toNanos();
      var unused =
          keeper.scheduleWithFixedDelay(
              () -> each(OpenQueue::tick), nanos, nanos, TimeUnit.NANOSECONDS);
    }
    var unused =
        keeper.scheduleWithFixedDelay(
            () -> each(OpenQueue::removeRead), TIDY_MINUTES, TIDY_MINUTES, TimeUnit.MINUTES);
  }

  private void each(Consumer<OpenQueue> work) {
    List<OpenQueue> queues;
    synchronized (this) {
      queues = List.copyOf(open.values());
    }
    for (OpenQueue queue : queues) {
      try {
        work.accept(queue);
      } catch (RuntimeException e) { // the next turn may do better
        LOG.warn(e.getMessage());
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (keeper != null) {
      keeper.shutdown();
    }
    RuntimeException first = null;
    for (OpenQueue queue : open.values()) {
      try {
        queue.close();
      } catch (RuntimeException e) {
        first = e;
      }
    }
    views.values().forEach(DirectoryView::close);
    if (first != null) {
      throw first;
    }
  }
}
