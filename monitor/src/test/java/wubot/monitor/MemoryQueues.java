// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.QueueAppender;
import wubot.queue.QueueFullException;
import wubot.queue.QueueView;
import wubot.queue.Queues;

/** One queue in memory that can be made to refuse, for tests of what the daemon does then. */
final class MemoryQueues implements Queues, QueueAppender {

  private final List<Message> accepted = new ArrayList<>();
  private boolean full;
  private int refusals;

  /** Makes it refuse, or accept again. */
  synchronized void full(boolean now) {
    full = now;
  }

  /** How often it has refused. */
  synchronized int refusals() {
    return refusals;
  }

  /** What it has accepted. */
  synchronized List<Message> accepted() {
    return List.copyOf(accepted);
  }

  /** The subjects of what it has accepted, without those that have none. */
  List<String> subjects() {
    return accepted().stream().map(m -> m.text("subject")).filter(s -> !s.isEmpty()).toList();
  }

  @Override
  public synchronized List<Long> append(List<Entry> entries) {
    if (full) {
      refusals++;
      throw new QueueFullException("only 3 MB are free below /queue, 64 MB must stay free");
    }
    List<Long> sequences = new ArrayList<>();
    for (Entry entry : entries) {
      accepted.add(entry.message().copy());
      sequences.add((long) accepted.size());
    }
    return sequences;
  }

  @Override
  public QueueAppender appender(Path directory) {
    return this;
  }

  @Override
  public OptionalLong watermark(String link) {
    return OptionalLong.empty();
  }

  @Override
  public QueueView view(Path directory) {
    throw new UnsupportedOperationException("this queue cannot be read");
  }

  @Override
  public void close() {}
}
