// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Message;

/**
 * What the reactor itself has to tell the rules, such as that a role starts here: told between two
 * batches, and forgotten when the process dies before that. Safe for use by several threads.
 */
final class News {

  private static final Logger LOG = LoggerFactory.getLogger(News.class);
  private static final int MOST = 1000;

  private final Queue<Message> waiting = new ArrayDeque<>(); // guarded by this

  /** To be walked through the rules within about a second. */
  synchronized void tell(Message message) {
    if (waiting.size() >= MOST) {
      LOG.warn("More than {} messages of the reactor's own wait; one is dropped.", MOST);
      return;
    }
    waiting.add(message.copy());
  }

  /** All that waits, no longer waiting. */
  synchronized List<Message> take() {
    List<Message> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }
}
