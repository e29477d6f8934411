// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.disk.SteadyFile;

/**
 * A queue owned by this process. Callers encode their messages on their own time, write them under
 * a short lock, and wait together for the disk.
 */
final class OpenQueue implements QueueAppender, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenQueue.class);

  /** What was written when: immutable, so that the trip to the disk needs no lock. */
  private record Written(long ticket, long sequence, SteadyFile file, long position) {}

  private final Layout layout;
  private final Clock clock;
  private final QueueSettings settings;
  private final QueueMetrics metrics;
  private final SetAside aside;
  private final QueueIdentity identity;
  private final OwnerLock owner;
  private final HeadFile head;
  private final SpaceFloor space;
  private final DurableSequence durable;
  private final Optional<Doorbell> doorbell;
  private final Retention retention;
  private final GroupCommit disk = new GroupCommit(this::force);
  private final ReentrantLock lock = new ReentrantLock();
  private final LostTickets lost = new LostTickets();

  private AppendState state;
  private int runs;
  private ChronicleRun run; // null before the first append and after a failure of the disk
  private boolean closed;
  private volatile boolean failed;
  private volatile long checkpointed;
  private volatile Written written;
  private volatile Written forced;

  private OpenQueue(
      Layout layout,
      QueueIdentity identity,
      OwnerLock owner,
      Clock clock,
      QueueSettings settings,
      SetAside aside)
      throws IOException {
    this.layout = layout;
    this.clock = clock;
    this.settings = settings;
    this.metrics = aside.metrics();
    this.aside = aside;
    this.identity = identity;
    this.owner = owner;
    this.space = new SpaceFloor(layout.directory(), settings.floorBytes());
    Checkpoint found = Recovery.run(layout, identity.incarnation(), aside);
    found.write(layout);
    checkpointed = found.state().last();
    state = found.state();
    written = new Written(0, state.last(), null, 0);
    forced = written;
    runs = layout.lastRun();
    head = HeadFile.writing(layout.head());
    head.publish(state.last());
    head.force();
    Disk.forceDirectory(layout.directory());
    durable = new DurableSequence(state.last());
    doorbell = Doorbell.open(layout, durable);
    retention = new Retention(layout, identity.incarnation(), clock, settings.keep(), metrics);
  }

  /**
   * Takes the queue in this directory, making it when there is none.
   *
   * @throws QueueOwnedException when another process owns it
   * @throws QueueException when it cannot be made, read or written
   */
  static OpenQueue open(
      Path directory,
      String host,
      Clock clock,
      RandomGenerator random,
      QueueSettings settings,
      SetAside aside) {
    Layout layout = new Layout(directory);
    try {
      Disk.makeDirectory(directory);
      OwnerLock owner = OwnerLock.take(layout);
      try {
        QueueIdentity identity = QueueIdentity.readOrMake(layout, host, clock, random);
        return new OpenQueue(layout, identity, owner, clock, settings, aside);
      } catch (IOException | RuntimeException e) {
        owner.close();
        throw e;
      }
    } catch (IOException e) {
      throw new QueueException(
          "queue " + directory + ": " + Refusal.cannot("open", directory, e), e);
    }
  }

  DurableSequence durable() {
    return durable;
  }

  @Override
  public List<Long> append(List<Entry> entries) {
    long started = System.nanoTime();
    byte[][] records = new byte[entries.size()][];
    for (int i = 0; i < records.length; i++) {
      records[i] = RecordFormat.encode(entries.get(i), identity.host(), identity.incarnation());
    }
    List<Long> sequences = new ArrayList<>(records.length);
    long ticket;
    boolean interrupted = Thread.interrupted(); // Chronicle gives up in the middle for it
    lock.lock();
    try {
      ticket = write(entries, records, sequences);
    } catch (QueueFullException e) {
      metrics.refused.increment();
      throw e;
    } catch (IOException e) {
      throw cannotAppend(e);
    } catch (InternalError e) { // a mapped page without disk behind it, while beginning a file
      throw new QueueException("cannot append to " + layout.directory() + ": " + e, e);
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    awaitDurable(ticket);
    metrics.commits.increment();
    metrics.commitNanos.add(System.nanoTime() - started);
    return sequences;
  }

  private QueueException cannotAppend(IOException e) {
    String problem = Refusal.cannot("append to", layout.directory(), e);
    if (String.valueOf(e.getMessage()).contains("No space left")) {
      metrics.refused.increment();
      return new QueueFullException(problem + "; make room, it resumes by itself");
    }
    return new QueueException(problem, e);
  }

  private long write(List<Entry> entries, byte[][] records, List<Long> sequences)
      throws IOException {
    checkOpen();
    AppendState after = state.copy();
    List<byte[]> fresh = new ArrayList<>(records.length);
    long bytes = 0;
    int largest = 0;
    long now = clock.millis();
    long onDisk = forced.sequence();
    for (int i = 0; i < records.length; i++) {
      var stamp = entries.get(i).received();
      if (stamp.isPresent() && after.knows(stamp.get())) {
        sequences.add(0L);
        metrics.passedOver.increment();
        continue;
      }
      stamp.ifPresent(after::received);
      sequences.add(after.nextSequence());
      long own = RecordFormat.isNew(records[i]) ? after.nextOwn() : 0;
      RecordFormat.seal(records[i], after.last(), own, now, false, onDisk);
      fresh.add(records[i]);
      bytes += records[i].length + 8;
      largest = Math.max(largest, records[i].length);
    }
    if (fresh.isEmpty()) {
      return written.ticket();
    }
    prepare(bytes + fresh.size() / 2, largest);
    byte[] last = fresh.get(fresh.size() - 1);
    long own = RecordFormat.own(last, 0);
    RecordFormat.seal(last, RecordFormat.sequence(last, 0), own, now, true, onDisk);
    try {
      fresh.forEach(run::write);
    } catch (RuntimeException | Error e) {
      failed = true;
      throw new QueueException("cannot append to " + layout.directory() + ": " + e, e);
    }
    state = after;
    metrics.appended.add(fresh.size());
    written = new Written(written.ticket() + 1, state.last(), run.file(), run.position());
    if (settings.durability() == Durability.OS) {
      publish(state.last());
    }
    return written.ticket();
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new QueueException("queue " + layout.directory() + " is closed");
    }
    if (failed) {
      if (!Files.exists(layout.identity())) {
        throw new QueueException(SpaceFloor.gone(layout.directory()));
      }
      startOver();
    }
  }

  /** Sees to it that there is a file with room for a batch. */
  private void prepare(long bytes, int largest) throws IOException {
    if (run != null && largest > run.largestRecord()) {
      endRun();
    }
    if (run == null) {
      space.checkNewFile();
      int block = Math.max(settings.blockBytes(), ChronicleRun.blockBytesFor(largest));
      run = new ChronicleRun(layout.run(++runs), clock, block);
      space.newFile();
    } else if (isFull(bytes) || run.ageMillis() >= settings.fileAge().toMillis()) {
      space.checkNewFile();
      disk.await(written.ticket());
      run.roll();
      space.newFile();
      checkpoint();
      retention.run(checkpointed);
    }
    space.reserve(run, bytes);
  }

  private boolean isFull(long more) {
    return run.position() > ChronicleRun.OWN_BYTES && run.position() + more > settings.fileBytes();
  }

  private void endRun() throws IOException {
    disk.await(written.ticket());
    run.close();
    run = null;
    checkpoint();
  }

  private void checkpoint() throws IOException {
    Written at = forced;
    String file = at.file() == null ? "" : layout.records().relativize(at.file().path()).toString();
    if (!file.isEmpty()) {
      new Checkpoint(state, file, ChronicleRun.aligned(at.position())).write(layout);
      checkpointed = state.last();
    }
    head.force();
  }

  private void awaitDurable(long ticket) {
    if (settings.durability() == Durability.COMMIT) {
      disk.await(ticket);
      if (lost.contains(ticket)) {
        throw new QueueException(
            "the disk of " + layout.directory() + " failed; what was appended is not on it");
      }
    }
  }

  /** The trip to the disk: one at a time, by whichever caller leads the group. */
  private long force() {
    Written upTo = written;
    if (failed) {
      throw new QueueException("cannot bring " + layout.directory() + " onto the disk");
    }
    if (upTo.ticket() == forced.ticket()) {
      return upTo.ticket();
    }
    try {
      upTo.file().force();
      if (!upTo.file().isInPlace()) { // durable, but nobody could read it
        failed = true;
        throw new QueueException(
            upTo.file().path() + " was removed or replaced while wubot wrote into it; put it back");
      }
      metrics.forced.increment();
      forced = upTo;
      if (settings.durability() != Durability.OS) {
        publish(upTo.sequence());
      }
      return upTo.ticket();
    } catch (IOException e) {
      failed = true;
      throw new QueueException(Refusal.cannot("force to disk", layout.directory(), e), e);
    }
  }

  private void publish(long sequence) {
    try {
      head.publish(sequence);
    } catch (IOException e) { // readers in other processes see it with the next one
      LOG.warn(Refusal.cannot("write", layout.head(), e));
    }
    durable.reached(sequence);
  }

  /**
   * After a failure of the disk: what it did not confirm is cut off, since its pages may be gone
   * although they can still be read, and a new run begins.
   */
  private void startOver() throws IOException {
    List<IOException> problems = new ArrayList<>();
    disk.exclusively(
        () -> {
          try {
            abandon();
          } catch (IOException e) {
            problems.add(e);
          }
        });
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
  }

  private void abandon() throws IOException {
    if (run != null) {
      SteadyFile file = run.file();
      boolean reached = forced.file() != null && forced.file().path().equals(file.path());
      run.abandon(reached ? forced.position() : 0);
      run = null;
    }
    Checkpoint found = Recovery.run(layout, identity.incarnation(), aside);
    lost.add(forced.ticket(), written.ticket());
    state = found.state();
    written = new Written(written.ticket(), state.last(), forced.file(), forced.position());
    forced = written;
    failed = false;
    LOG.warn("queue {} goes on with a new file after a failure of its disk", layout.directory());
  }

  @Override
  public OptionalLong watermark(String link) {
    OptionalLong mark;
    long ticket;
    lock.lock();
    try {
      mark = state.watermark(link);
      ticket = written.ticket();
    } finally {
      lock.unlock();
    }
    awaitDurable(ticket);
    return mark;
  }

  /** Regular work: forces what waits under the interval durability, removes what was read. */
  void tick() {
    if (settings.durability() == Durability.INTERVAL && written.ticket() > forced.ticket()) {
      disk.await(written.ticket());
    }
  }

  /** Removes files that every cursor has passed long enough ago. */
  void removeRead() {
    retention.run(checkpointed);
  }

  /** The file being written, empty before the first append; waits while one is being replaced. */
  Optional<SteadyFile> file() {
    lock.lock();
    try {
      return Optional.ofNullable(run).map(ChronicleRun::file);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (run != null && !failed) {
        endRun();
      }
      durable.close();
      doorbell.ifPresent(Doorbell::close);
      head.force();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("close", layout.directory(), e), e);
    } finally {
      head.close();
      owner.close();
      lock.unlock();
    }
  }
}
