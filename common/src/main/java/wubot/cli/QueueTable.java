// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wubot.queue.StoredQueue;

/** The state of queues as two tables: the queues, then their cursors. */
final class QueueTable {

  private static final List<String> QUEUES =
      List.of("QUEUE", "RECORDS", "SIZE", "DAMAGED", "APPENDER");
  private static final List<String> CURSORS =
      List.of("QUEUE", "CURSOR", "COMMITTED", "WAITING", "OLDEST");

  private final Instant now;

  QueueTable(Instant now) {
    this.now = now;
  }

  /** The lines of both tables. */
  List<String> lines(List<QueueState> states) {
    List<List<String>> queues = new ArrayList<>(List.of(QUEUES));
    List<List<String>> cursors = new ArrayList<>(List.of(CURSORS));
    for (QueueState state : states) {
      queues.add(
          List.of(
              state.name(),
              records(state),
              size(state.bytes()),
              Integer.toString(state.damaged()),
              Printable.line(appender(state))));
      for (StoredQueue.Place place : state.cursors()) {
        cursors.add(
            List.of(
                state.name(),
                Printable.line(place.name()),
                Long.toString(place.committed()),
                Long.toString(place.depth()),
                place.oldestUnread().map(this::age).orElse("-")));
      }
    }
    List<String> lines = Columns.aligned(queues);
    if (cursors.size() > 1) {
      lines.add("");
      lines.addAll(Columns.aligned(cursors));
    }
    return lines;
  }

  private static String records(QueueState state) {
    if (state.last() == 0) {
      return "empty";
    }
    return state.first() == 0 || state.first() > state.last()
        ? "none after " + state.last()
        : state.first() + ".." + state.last();
  }

  private static String appender(QueueState state) {
    return state
        .owner()
        .orElseGet(() -> state.killed().map(who -> "stopped: " + who + " died").orElse("stopped"));
  }

  private String age(Instant time) {
    return Ages.between(time, now);
  }

  /** A number of bytes as people read it. */
  static String size(long bytes) {
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
