// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wubot.disk.Refusal;
import wubot.message.MalformedMessageException;

/** A cursor whose committed place lies in a file of the queue. */
final class FileCursor implements Cursor {

  private final String name;
  private final CursorFile file;
  private final RecordReader reader;
  private final Sleeper sleeper;
  private final DirectoryView view;

  FileCursor(
      String name, CursorFile file, RecordReader reader, Sleeper sleeper, DirectoryView view) {
    this.name = name;
    this.file = file;
    this.reader = reader;
    this.sleeper = sleeper;
    this.view = view;
    reader.seek(file.sequence() + 1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<QueueRecord> read(int limit, Duration wait) throws InterruptedException {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + limit);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long end = System.nanoTime() + DurableSequence.nanos(wait);
    List<QueueRecord> records = new ArrayList<>(Math.min(limit, 1024));
    while (true) {
      long last = view.lastSequence();
      fill(records, limit, last);
      long left = end - System.nanoTime();
      if (!records.isEmpty() || left <= 0) {
        sleeper.awake();
        return records;
      }
      view.awaitAfter(Math.max(last, reader.next() - 1), left, sleeper);
    }
  }

  private void fill(List<QueueRecord> records, int limit, long last) {
    try {
      while (records.size() < limit && reader.advance(last)) {
        take(records);
      }
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", view.directory(), e), e);
    }
  }

  private void take(List<QueueRecord> records) {
    try {
      records.add(reader.record());
    } catch (MalformedMessageException e) { // like damage: costs this record only
      reader.setAside();
    }
  }

  @Override
  public void commit(long sequence) {
    if (sequence < 0 || sequence > view.lastSequence()) {
      throw new IllegalArgumentException(
          "cursor "
              + name
              + " cannot move to "
              + sequence
              + ": the newest record is "
              + view.lastSequence());
    }
    if (sequence == file.sequence()) {
      return;
    }
    try {
      file.commit(sequence);
    } catch (IOException e) {
      throw new QueueException(
          Refusal.cannot("move cursor " + name + " of", view.directory(), e), e);
    }
  }

  @Override
  public long committed() {
    return file.sequence();
  }

  @Override
  public void seek(long sequence) {
    reader.seek(sequence + 1);
  }

  @Override
  public long depth() {
    long from = file.sequence();
    if (from == 0) { // a new cursor stands before the oldest record that is kept
      from = view.oldestSequence() - 1;
    }
    return Math.max(0, view.lastSequence() - from);
  }

  @Override
  public void close() {
    reader.close();
    sleeper.close();
    file.close();
  }
}
