// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import wubot.dead.DeadLetters;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** What a daemon leaves in the queues when it stops: everything that a reader has yet to do. */
public final class Leftovers {

  private static final int MOST_SHOWN = 5;

  private Leftovers() {}

  /** In words: {@code nothing waits}, or who has how much to do. */
  public static String of(Path home) {
    List<String> waiting = new ArrayList<>();
    try {
      for (StoredQueue queue : StoredQueue.under(home)) {
        for (StoredQueue.Place place : queue.cursors()) {
          if (place.depth() > 0 && !place.name().equals(DeadLetters.CURSOR)) {
            waiting.add(
                place.depth()
                    + " in "
                    + home.relativize(queue.directory())
                    + " for "
                    + place.name());
          }
        }
      }
    } catch (QueueException e) {
      return "what waits cannot be told: " + e.getMessage();
    }
    if (waiting.isEmpty()) {
      return "nothing waits in the queues";
    }
    String more =
        waiting.size() > MOST_SHOWN ? " and " + (waiting.size() - MOST_SHOWN) + " others" : "";
    return "what waits is on disk: "
        + String.join(", ", waiting.subList(0, Math.min(MOST_SHOWN, waiting.size())))
        + more;
  }
}
