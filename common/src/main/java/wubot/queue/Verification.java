// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.message.MalformedMessageException;

/** Reads every byte of a stored queue and says what is wrong with it. */
public final class Verification {

  private static final int MOST_PROBLEMS = 1000;

  /**
   * What came out.
   *
   * @param records intact records
   * @param bytes bytes read
   * @param lost records that are known to have been there and are not; of a file in which nothing
   *     can be read, those that some cursor had still to read, at least one
   * @param problems one line each for people, with file and offset where there is one
   */
  public record Result(long records, long bytes, long lost, List<String> problems) {

    /** Whether all is well. */
    public boolean isSound() {
      return problems.isEmpty();
    }
  }

  /** A stretch that is no record; no bytes when it goes to the end of the file. */
  private record Spot(Path file, long offset, long bytes) {

    @Override
    public String toString() {
      return file
          + " at "
          + offset
          + ": "
          + (bytes == 0 ? "what follows is" : bytes + " bytes are")
          + " not an intact record";
    }
  }

  private final StoredQueue queue;
  private final DoubleConsumer progress;
  private final List<String> problems = new ArrayList<>();
  private final boolean live;
  private final long limit;
  private final long known; // everything up to here was appended
  private final List<Long> committed; // where the cursors stand
  private long records;
  private long bytes;
  private long lost;
  private long last;
  private Optional<Spot> spot = Optional.empty(); // what it cost shows with the next record

  private Verification(StoredQueue queue, DoubleConsumer progress) {
    this.queue = queue;
    this.progress = progress;
    this.limit = queue.limit();
    this.live = limit != Long.MAX_VALUE;
    try {
      this.committed = committed();
      this.known = known();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", queue.directory(), e), e);
    }
  }

  private List<Long> committed() throws IOException {
    List<Long> places = new ArrayList<>();
    for (Path file : Disk.list(queue.layout().cursors())) {
      places.add(CursorFile.peek(file));
    }
    return places;
  }

  /**
   * Of a queue that somebody appends to, what was there at the start; else what anything proves.
   */
  private long known() throws IOException {
    if (queue.owner().isPresent() && live) {
      return limit;
    }
    long checkpoint = Checkpoint.read(queue.layout()).map(found -> found.state().last()).orElse(0L);
    long cursors = committed.stream().max(Long::compare).orElse(0L);
    return Math.max(Math.max(live ? limit : head(), checkpoint), cursors);
  }

  /**
   * Verifies a queue; what is appended meanwhile is not looked at.
   *
   * @param progress is given the part that is done, from 0 to 1
   * @throws QueueException when a file cannot be read
   */
  public static Result run(StoredQueue queue, DoubleConsumer progress) {
    Verification verification = new Verification(queue, progress);
    try {
      verification.files();
    } catch (IOException e) {
      throw new QueueException(Refusal.cannot("read", queue.directory(), e), e);
    }
    verification.cursors();
    return new Result(
        verification.records,
        verification.bytes,
        verification.lost,
        List.copyOf(verification.problems));
  }

  private void files() throws IOException {
    long total = Math.max(1, queue.bytes());
    long before = 0;
    List<Path> files = queue.layout().files();
    for (Path file : files) {
      boolean newest = file.equals(files.get(files.size() - 1));
      try (FileScan scan = new FileScan(file, queue.incarnation())) {
        file(scan, live && newest, before, total);
        before += scan.size();
        bytes += scan.size();
      } catch (NoSuchFileException e) { // removed meanwhile: everything in it was read
        last = 0;
      }
    }
    if (known > last) {
      Path where = queue.layout().records();
      if (last > 0) {
        missing(where, last + 1, known, "");
      } else {
        beforeAllElse(where, known);
      }
    }
    progress.accept(1);
  }

  private long head() throws IOException {
    try (HeadFile head = HeadFile.reading(queue.layout().head())) {
      OptionalLong newest = head.read();
      if (newest.isEmpty()) {
        problem(queue.layout().head() + " is damaged; the next process that appends repairs it");
      }
      return newest.orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void file(FileScan scan, boolean growing, long before, long total) throws IOException {
    while (last < limit) {
      long from = scan.offset();
      FileScan.Step step = scan.step();
      if (step == FileScan.Step.RECORD) {
        record(scan, from);
        if ((records & 0xFFF) == 0) {
          progress.accept((double) (before + from) / total);
        }
      } else if (step == FileScan.Step.SEALED || (growing && last >= limit)) {
        return;
      } else {
        long bad = scan.offset();
        boolean found = scan.resync();
        if (found || step == FileScan.Step.DAMAGE) {
          spot = Optional.of(new Spot(scan.path(), bad, found ? scan.offset() - bad : 0));
        }
        if (!found) {
          return; // an append that was cut short, unless records turn out to be missing
        }
      }
    }
  }

  private void record(FileScan scan, long from) {
    long sequence = scan.sequence();
    if (last == 0) {
      first(scan.path(), sequence);
    } else if (sequence > last + 1) {
      missing(scan.path(), last + 1, sequence - 1, "");
    } else if (sequence <= last) {
      problem(scan.path() + " at " + from + ": record " + sequence + " comes after record " + last);
    }
    spot.filter(place -> place.bytes() > 0)
        .ifPresent(place -> problem(place + (last == 0 ? "" : "; no record is lost")));
    spot = Optional.empty();
    last = Math.max(last, sequence);
    records++;
    try {
      scan.record();
    } catch (MalformedMessageException e) {
      problem(
          scan.path()
              + " at "
              + from
              + ": record "
              + sequence
              + " is intact, but "
              + e.getMessage());
    }
  }

  /** What lies before the first record was read and removed, or is lost. */
  private void first(Path where, long sequence) {
    long kept = // nothing beyond a place to which a cursor was moved is ever removed
        committed.stream().filter(place -> place > 0).min(Long::compare).orElse(Long.MAX_VALUE);
    if (sequence > 1 && spot.filter(place -> place.bytes() == 0).isPresent()) {
      beforeAllElse(where, sequence - 1);
    } else if (kept < sequence - 1) {
      missing(where, kept + 1, sequence - 1, "");
    }
  }

  /** A file without a record held this one at least; what was read before it may be removed. */
  private void beforeAllElse(Path where, long upTo) {
    long read = committed.stream().min(Long::compare).orElse(0L);
    missing(
        where,
        Math.min(read + 1, upTo),
        upTo,
        read > 0 && upTo > 1 ? ", and what the cursors had read before, if it was kept" : "");
  }

  private void missing(Path where, long first, long upTo, String more) {
    lost += upTo - first + 1;
    problem(
        spot.map(Spot::toString).orElse(where.toString())
            + (first == upTo
                ? "; record " + first + " is lost" + more
                : "; records " + first + " to " + upTo + " are lost" + more));
    spot = Optional.empty();
  }

  private void cursors() {
    for (StoredQueue.Place place : queue.cursors()) {
      if (place.committed() > Math.max(last, queue.lastSequence())) {
        problem(
            "cursor "
                + place.name()
                + " stands at "
                + place.committed()
                + ", beyond the last record, "
                + Math.max(last, queue.lastSequence()));
      }
    }
  }

  private void problem(String text) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(text);
    }
  }
}
