// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;
import wubot.message.Message;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueAppender;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.Queues;
import wubot.queue.RecordStream;
import wubot.queue.StoredQueue;

/**
 * Appends kept messages to a queue again, as the daemon that owns it: its readers meet them once
 * more, the reactor as well as relays.
 *
 * <p>A copy keeps identity and hops, and says in the field {@value #FIELD} when it was replayed.
 */
public final class Replay implements ControlServer.Answerer {

  /** What it is asked for. */
  public static final String NAME = "replay";

  /** Set on copies: when, in seconds since 1970. */
  public static final String FIELD = "replayed";

  /** Most sequences in one question. */
  public static final int BATCH = 2000;

  /** Keeps what came from elsewhere told apart from what is new here, see the relay. */
  private static final String LINK = "replay";

  private final Path home;
  private final Queues queues;
  private final Predicate<Path> mine;
  private final Clock clock;

  /**
   * For one daemon.
   *
   * @param mine whether this daemon is the one that appends to the queue in a directory
   */
  public Replay(Path home, Queues queues, Predicate<Path> mine, Clock clock) {
    this.home = home.toAbsolutePath().normalize();
    this.queues = queues;
    this.mine = mine;
    this.clock = clock;
  }

  /** A question for the daemon that owns the queue {@code into}. */
  public static Question question(Path from, List<Long> sequences, Path into) {
    return Question.of(NAME)
        .with("from", from.toString())
        .with("into", into.toString())
        .with("sequences", sequences);
  }

  @Override
  public synchronized Map<String, Object> answer(Question question) {
    StoredQueue from = queue(path(question.text("from"))); // anywhere, as a disk of another host
    StoredQueue into = ours(path(question.text("into")));
    if (!mine.test(into.directory())) {
      throw new ControlException("this daemon does not own queue " + into.directory());
    }
    try {
      QueueAppender appender = queues.appender(into.directory());
      List<Entry> entries = read(from, question.numbers("sequences"), appender);
      appender.append(entries);
      return Map.of("appended", entries.size());
    } catch (QueueException e) {
      throw new ControlException(e.getMessage(), e);
    }
  }

  private static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private StoredQueue ours(Path directory) {
    if (!directory.startsWith(home)) {
      throw new ControlException(directory + " is not in " + home);
    }
    return queue(directory);
  }

  private static StoredQueue queue(Path directory) {
    return StoredQueue.at(directory)
        .orElseThrow(() -> new ControlException("there is no queue " + directory));
  }

  private List<Entry> read(StoredQueue from, List<Long> sequences, QueueAppender appender) {
    List<Entry> entries = new ArrayList<>();
    OptionalLong reached = appender.watermark(LINK);
    long stamp = reached.orElse(0);
    NavigableSet<Long> wanted = new TreeSet<>(sequences);
    if (wanted.isEmpty()) {
      return entries;
    }
    try (RecordStream records = from.read(wanted.first())) {
      while (!wanted.isEmpty() && records.advance()) {
        wanted = wanted.tailSet(records.sequence(), true); // what was damaged is passed over
        Optional<QueueRecord> record =
            wanted.contains(records.sequence()) ? records.record() : Optional.empty();
        if (record.isPresent()) {
          boolean isReceived = record.get().received().isPresent();
          entries.add(entry(record.get(), isReceived ? ++stamp : 0));
        }
        wanted = wanted.tailSet(records.sequence(), false);
      }
    }
    return entries;
  }

  private Entry entry(QueueRecord record, long stamp) {
    Message copy = record.message().copy().with(FIELD, clock.instant().getEpochSecond());
    return stamp > 0 ? Entry.received(copy, new LinkStamp(LINK, stamp)) : Entry.of(copy);
  }
}
