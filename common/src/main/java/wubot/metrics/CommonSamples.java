// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.Problem;
import wubot.control.Version;
import wubot.control.Vitals;
import wubot.queue.QueueException;
import wubot.queue.QueueMetrics;
import wubot.queue.QueueSettings;
import wubot.queue.Queues;
import wubot.queue.StoredQueue;

/** What both daemons tell: of the process, of its disk, and of the queues that it owns. */
public final class CommonSamples {

  private static final Logger LOG = LoggerFactory.getLogger(CommonSamples.class);
  private static final long PAGE_BYTES = 4096;
  private static final double TICKS_PER_SECOND = 100;

  private final Vitals vitals;
  private final Queues queues;
  private final Clock clock;

  /** Of one daemon. */
  public CommonSamples(Vitals vitals, Queues queues, Clock clock) {
    this.vitals = vitals;
    this.queues = queues;
    this.clock = clock;
  }

  /** Writes them. */
  public void measure(MetricPage page, List<Problem> problems) {
    page.gauge(
        "wubot_info",
        "Which wubot this is; always 1.",
        MetricPage.labels(
            "daemon", vitals.daemon(), "version", Version.CURRENT, "host", vitals.host()),
        1);
    page.gauge(
        "wubot_healthy",
        "Whether the daemon can do its work.",
        problems.stream().anyMatch(Problem::ill) ? 0 : 1);
    page.gauge("wubot_problems", "Things that need attention.", problems.size());
    page.gauge(
        "wubot_disk_free_bytes",
        "Room on the disk of wubot's home.",
        vitals.home().toFile().getUsableSpace());
    page.gauge(
        "wubot_disk_floor_bytes",
        "Free space below which queues accept nothing.",
        QueueSettings.DEFAULT.floorBytes());
    process(page);
    try {
      String me = "process " + ProcessHandle.current().pid() + " ";
      for (StoredQueue queue : StoredQueue.under(vitals.home())) {
        if (queue.owner().filter(owner -> owner.startsWith(me)).isPresent()) {
          queue(page, queue);
        }
      }
    } catch (QueueException e) { // the rest of the page is still of use
      LOG.debug("queues cannot be measured", e);
    }
  }

  private void queue(MetricPage page, StoredQueue queue) {
    String name = vitals.home().relativize(queue.directory()).toString();
    Map<String, String> labels = MetricPage.labels("queue", name);
    page.gauge("wubot_queue_bytes", "What the records take on disk.", labels, queue.bytes());
    page.gauge(
        "wubot_queue_damaged_stretches",
        "Damaged stretches of bytes that were set aside.",
        labels,
        queue.damagedStretches());
    queues.counts(queue.directory()).ifPresent(counts -> counts(page, labels, counts));
    for (StoredQueue.Place place : queue.cursors()) {
      Map<String, String> reader = MetricPage.labels("queue", name, "cursor", place.name());
      page.gauge("wubot_queue_depth", "Records a reader has not done yet.", reader, place.depth());
      page.gauge(
          "wubot_queue_oldest_unread_seconds",
          "How long the oldest of them has been there.",
          reader,
          place
              .oldestUnread()
              .map(time -> Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1e3))
              .orElse(0.0));
    }
  }

  private static void counts(MetricPage page, Map<String, String> labels, QueueMetrics counts) {
    page.counter("wubot_queue_appended_total", "Messages appended.", labels, counts.appended());
    page.counter(
        "wubot_queue_passed_over_total",
        "Messages that had been received before.",
        labels,
        counts.passedOver());
    page.counter("wubot_queue_commits_total", "Appends that returned.", labels, counts.commits());
    page.counter(
        "wubot_queue_commit_seconds_total",
        "Time that callers waited for appends.",
        labels,
        counts.commitNanos() / 1e9);
    page.counter("wubot_queue_forced_total", "Trips to the disk.", labels, counts.forced());
    page.counter(
        "wubot_queue_refused_total",
        "Appends refused because the disk was full.",
        labels,
        counts.refused());
    page.counter(
        "wubot_queue_damaged_records_total",
        "Records found damaged or missing while reading.",
        labels,
        counts.damaged());
  }

  /** By the names that Prometheus has for them everywhere. */
  private void process(MetricPage page) {
    page.gauge(
        "process_start_time_seconds",
        "Start of the process, since 1970.",
        vitals.since().toEpochMilli() / 1e3);
    word("/proc/self/statm", 1)
        .ifPresent(
            pages ->
                page.gauge(
                    "process_resident_memory_bytes", "Resident memory.", pages * PAGE_BYTES));
    Optional<Long> user = word("/proc/self/stat", 13);
    Optional<Long> system = word("/proc/self/stat", 14);
    if (user.isPresent() && system.isPresent()) {
      page.counter(
          "process_cpu_seconds_total",
          "Processor time used.",
          (user.get() + system.get()) / TICKS_PER_SECOND);
    }
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      page.gauge("process_open_fds", "Open files.", files.count());
    } catch (IOException e) {
      LOG.debug("no open files to count", e);
    }
  }

  /** A number in a file of the kernel; what stands in parentheses counts as one word. */
  private static Optional<Long> word(String file, int index) {
    try {
      String text = Files.readString(Path.of(file)).strip().replaceAll("\\(.*\\)", "-");
      return Optional.of(Long.parseLong(text.split(" ", index + 2)[index]));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
