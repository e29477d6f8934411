// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;

/** The work of {@link FileTail}: one run reads on in every file, rotated-away ones first. */
final class FileFollower implements Check {

  private static final String TAILS = "tails";
  private static final String WATCHED = "watched";
  private static final String MISSING = "missing";

  // The writer of a renamed log may go on for a moment before it opens the new one.
  private static final long DRAIN_SECONDS = 60;
  private static final long MAX_SCAN = 16L << 20;

  private final List<Path> paths;
  private final CheckServices services;
  private final boolean detectRename;
  private final boolean startAtEnd;
  private final LineScanner scanner;
  private final int maxLine;
  private final LineFilter filter;

  FileFollower(Values values, CheckServices services, Charset charset) {
    this.services = services;
    this.paths =
        values.get(FileTail.PATH).stream()
            .map(text -> FileNames.resolve(services.home(), text))
            .toList();
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("path: the list is empty");
    }
    this.detectRename = values.get(FileTail.DETECT_RENAME);
    this.startAtEnd = values.get(FileTail.START) == FileTail.Start.END;
    this.maxLine = values.get(FileTail.MAX_LINE).intValue();
    this.scanner = new LineScanner(maxLine, MAX_SCAN);
    this.filter = new LineFilter(values, charset);
  }

  @Override
  public CheckResult run(CheckState state) throws IOException, InterruptedException {
    try {
      CheckResult result = new Run(state).go();
      if (Thread.interrupted()) {
        // A file that was closed by the interruption may have passed for one that is gone.
        throw new InterruptedException("reading on");
      }
      return result;
    } catch (ClosedByInterruptException | PatientText.GaveUp e) {
      throw new InterruptedException(e.getMessage());
    }
  }

  /** One run over all files. */
  private final class Run {

    private final CheckState before;
    private final long nowSeconds = services.clock().instant().getEpochSecond();
    private final Map<String, Tail> live = new LinkedHashMap<>();
    private final List<Tail> draining = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Object> missing;
    private final LineFilter.Budget budget = filter.budget();

    Run(CheckState state) {
      this.before = state;
      this.missing = Stored.map(state, MISSING);
      for (Object stored : Stored.list(state, TAILS)) {
        Tail tail = Tail.read(stored);
        if (tail.isDraining()) {
          draining.add(tail);
        } else {
          live.put(tail.path(), tail);
        }
      }
    }

    CheckResult go() throws IOException {
      drain();
      Set<String> present = new LinkedHashSet<>();
      List<Object> watched = Stored.list(before, WATCHED);
      for (Path path : paths) {
        boolean first = !watched.contains(path.toString());
        if (FileNames.isPattern(path)) {
          List<Path> files = FileNames.matching(path);
          judge(path, files.isEmpty() ? Optional.of("no such file") : Optional.empty());
          for (Path file : files) {
            follow(file, first, present);
          }
        } else {
          judge(path, follow(path, first, present));
          present.add(path.toString()); // a single file that is away may come back as it was
        }
      }
      dropVanished(present);
      CheckResult result = Stored.keep(CheckResult.of(messages), after(), before);
      return budget.isSpent() ? result.againAfter(Duration.ZERO) : result;
    }

    private void drain() throws IOException {
      List<Tail> left = new ArrayList<>();
      for (Tail tail : draining) {
        boolean last = nowSeconds >= tail.drainUntilSeconds();
        if (budget.isSpent()) {
          left.add(tail);
        } else {
          drained(tail, last).filter(t -> !last || t.readSize() < 0).ifPresent(left::add);
        }
      }
      draining.clear();
      draining.addAll(left);
    }

    /** Reads on in a file that was rotated away; empty when it is no longer there. */
    private Optional<Tail> drained(Tail tail, boolean last) throws IOException {
      Path path = Path.of(tail.path());
      try {
        Snapshot file = Snapshot.of(path);
        if (file.key().equals(tail.key())) {
          return Optional.of(read(path, tail, file, last));
        }
      } catch (IOException e) {
        // Renamed once more, or removed.
      }
      Optional<RotatedFile.Found> found = RotatedFile.find(tail);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Tail moved =
          tail.draining(
              found.get().path().toString(), found.get().file().key(), tail.drainUntilSeconds());
      return Optional.of(read(found.get().path(), moved, found.get().file(), last));
    }

    /** Reads on in a file; says why when it cannot be read. */
    private Optional<String> follow(Path path, boolean first, Set<String> present)
        throws IOException {
      if (!present.add(path.toString())) {
        return Optional.empty();
      }
      try {
        Snapshot file = Snapshot.of(path);
        Tail tail = tailOf(path, file, first);
        if (tail.readSize() == file.size()
            && tail.changedMicros() == file.changedMicros()
            && (tail.key().equals(file.key()) || !detectRename)) {
          return Optional.empty();
        }
        tail = begunAgain(path, tail, file);
        live.put(path.toString(), tail);
        if (!budget.isSpent() && draining.stream().allMatch(t -> t.readSize() >= 0)) {
          live.put(path.toString(), read(path, tail, file, false));
        }
        return Optional.empty();
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        return Optional.of(Snapshot.reason(e));
      }
    }

    private Tail tailOf(Path path, Snapshot file, boolean first) throws IOException {
      Tail known = live.get(path.toString());
      if (known != null) {
        return known;
      }
      Optional<Tail> renamed =
          live.values().stream()
              .filter(t -> t.key().equals(file.key()) && !t.key().isEmpty())
              .findFirst()
              .or(() -> draining.stream().filter(t -> t.key().equals(file.key())).findFirst());
      if (renamed.isPresent()) {
        live.remove(renamed.get().path());
        draining.remove(renamed.get());
        Tail old = renamed.get();
        return old.draining(path.toString(), old.key(), 0);
      }
      if (!first || !startAtEnd) {
        return Tail.at(path.toString(), file.key(), 0);
      }
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        long start = LineScanner.lastLineStart(channel, file.size(), maxLine);
        return Tail.at(path.toString(), file.key(), start);
      }
    }

    /** The tail at 0 with a word about it, if this is not the file it was; else the tail. */
    private Tail begunAgain(Path path, Tail tail, Snapshot file) throws IOException {
      boolean other = !tail.key().isEmpty() && !tail.key().equals(file.key());
      String what = "";
      if (detectRename && other) {
        what = "file was renamed: ";
      } else if (file.size() < tail.position()) {
        what = "file was truncated: ";
      } else if (detectRename && !tail.print().isEmpty() && !isAsRead(path, tail)) {
        what = "file was renamed: ";
      }
      if (what.isEmpty()) {
        return tail;
      }
      if (detectRename) {
        finish(tail, file);
      }
      messages.add(Message.of("subject", what + path).with("file", path.toString()));
      return Tail.at(path.toString(), file.key(), 0);
    }

    /** Reads what is left of a file that is no longer the log, and of those rotated since. */
    private void finish(Tail tail, Snapshot current) throws IOException {
      long until = nowSeconds + DRAIN_SECONDS;
      Optional<RotatedFile.Found> old = RotatedFile.find(tail);
      old.map(f -> tail.draining(f.path().toString(), f.file().key(), until))
          .ifPresent(this::drainNow);
      Set<String> known = new LinkedHashSet<>(List.of(current.key(), tail.key()));
      live.values().forEach(other -> known.add(other.key()));
      draining.forEach(other -> known.add(other.key()));
      long since = old.map(f -> f.file().changedMicros()).orElse(tail.changedMicros());
      for (RotatedFile.Found later : RotatedFile.later(tail, since, known)) {
        drainNow(
            Tail.at(later.path().toString(), later.file().key(), 0)
                .draining(later.path().toString(), later.file().key(), until));
      }
    }

    private void drainNow(Tail rest) {
      Tail tail = rest;
      if (!budget.isSpent()) {
        try {
          Path path = Path.of(rest.path());
          tail = read(path, rest, Snapshot.of(path), false);
        } catch (IOException e) {
          return; // it was there a moment ago; a later run could not find it either
        }
      }
      draining.add(tail);
    }

    private boolean isAsRead(Path path, Tail tail) throws IOException {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        return Fingerprint.matches(channel, tail.position(), tail.print());
      }
    }

    private Tail read(Path path, Tail tail, Snapshot file, boolean flush) throws IOException {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        if (!Snapshot.of(path).key().equals(file.key())) {
          return tail; // replaced this very moment: the next run sorts it out
        }
        LineScanner.Stop stop =
            scanner.scan(
                channel,
                tail.position(),
                tail.skipping(),
                flush,
                (line, cut) -> budget.take(line, cut, path.toString(), messages));
        if (!stop.atEnd()) {
          budget.spend();
        }
        return new Tail(
            tail.path(),
            file.key(),
            stop.position(),
            Fingerprint.of(channel, stop.position()),
            stop.skipping(),
            stop.atEnd() ? Math.max(file.size(), stop.position()) : -1,
            file.changedMicros(),
            tail.drainUntilSeconds());
      }
    }

    /** Tells people once when a path cannot be read, and once when it can be again. */
    private void judge(Path path, Optional<String> reason) {
      String name = path.toString();
      if (reason.isPresent()) {
        if (missing.put(name, nowSeconds) == null) {
          String why = reason.get().isEmpty() ? "" : " (" + reason.get() + ")";
          messages.add(about(name, "path not readable: " + name + why, Status.WARNING));
        } else {
          missing.put(name, Stored.map(before, MISSING).get(name));
        }
      } else if (missing.remove(name) != null) {
        messages.add(0, about(name, "path readable again: " + name, Status.OK));
      }
    }

    private Message about(String name, String subject, Status status) {
      return Message.of("subject", subject)
          .with("file", name)
          .with("item", name)
          .with("status", status.name());
    }

    /** Forgets files that no name leads to any more, after their rest was read. */
    private void dropVanished(Set<String> present) throws IOException {
      for (Tail tail : List.copyOf(live.values())) {
        if (!present.contains(tail.path())) {
          live.remove(tail.path());
          RotatedFile.find(tail)
              .map(
                  f ->
                      tail.draining(
                          f.path().toString(), f.file().key(), nowSeconds + DRAIN_SECONDS))
              .ifPresent(draining::add);
        }
      }
    }

    private CheckState after() {
      List<Object> tails = new ArrayList<>();
      draining.forEach(tail -> tails.add(tail.stored()));
      live.values().forEach(tail -> tails.add(tail.stored()));
      Map<String, Object> values = new LinkedHashMap<>();
      values.put(TAILS, tails);
      values.put(WATCHED, paths.stream().map(Path::toString).toList());
      values.put(MISSING, missing);
      return new CheckState(values);
    }
  }
}
