// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import wubot.queue.Cursor;
import wubot.queue.QueueView;
import wubot.queue.Queues;

/**
 * The outboxes of a shard that this member held once. What waits in them was walked after the
 * moment from which the next holder went on, and so that one has walked it again: once it has saved
 * a moment of its own, nobody needs it here any more.
 */
record ShardOutboxes(Queues queues, Path home, String lane) {

  /** Passes over all that waits in them; how many that was. Their couriers must have ended. */
  long clear() {
    return directories().stream().mapToLong(this::clear).sum();
  }

  private List<Path> directories() {
    Path outboxes = Outbox.directory(home);
    if (!Files.isDirectory(outboxes)) {
      return List.of();
    }
    Pattern ours = Pattern.compile(".*@" + Pattern.quote(lane) + "(-[0-9a-f]+)?");
    try (Stream<Path> all = Files.list(outboxes)) {
      return all.filter(one -> ours.matcher(one.getFileName().toString()).matches()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long clear(Path directory) {
    QueueView outbox = queues.view(directory);
    if (outbox.incarnation() == 0) {
      return 0;
    }
    try (Cursor cursor = outbox.cursor(Couriers.CURSOR)) {
      long waiting = cursor.depth();
      if (waiting > 0) {
        cursor.commit(outbox.lastSequence());
      }
      return waiting;
    }
  }
}
