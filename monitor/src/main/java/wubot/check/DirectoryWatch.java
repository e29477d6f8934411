// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;

/** The work of {@link Directory}: one run lists the directory and compares. */
final class DirectoryWatch implements Check {

  // More than the ids that are remembered would be reported again and again.
  private static final int MAX_ENTRIES = 20_000;
  private static final String PRESENT = "present";

  private final Path root;
  private final CheckServices services;
  private final Optional<PathMatcher> pattern;
  private final Patterns ignore;
  private final long depth;
  private final boolean removed;
  private final int first;

  DirectoryWatch(Values values, CheckServices services) {
    this.services = services;
    this.root = values.path(Directory.PATH);
    this.pattern = values.find(Directory.PATTERN).map(DirectoryWatch::glob);
    this.ignore = Patterns.of("ignore", values.find(Directory.IGNORE).orElse(List.of()));
    this.depth = values.get(Directory.DEPTH);
    this.removed = values.get(Directory.REMOVED);
    this.first = First.count(values);
  }

  private static PathMatcher glob(String text) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern: '" + text + "' is no shell pattern: " + e.getDescription(), e);
    }
  }

  @Override
  public CheckResult run(CheckState state) throws InterruptedException {
    Set<String> names = new TreeSet<>();
    try {
      list(root, depth, names);
    } catch (PatientText.GaveUp e) {
      throw new InterruptedException(e.getMessage());
    }
    Seen seen = new Seen(state, services.clock().instant().getEpochSecond());
    boolean begun = !seen.isFirstRun();
    List<String> fresh = new ArrayList<>();
    for (String name : names) {
      if (seen.add(name)) {
        fresh.add(name);
      }
    }
    List<Message> messages = new ArrayList<>();
    for (String name : begun ? fresh : newest(fresh)) {
      messages.add(Message.of("file", name).with("subject", "New: " + name));
    }
    if (removed) {
      for (Object before : Stored.list(state, PRESENT)) {
        if (!names.contains(before.toString())) {
          seen.forget(before.toString());
          messages.add(Message.of("file", before.toString()).with("subject", "Gone: " + before));
        }
      }
    }
    CheckState kept = removed ? seen.state().with(PRESENT, List.copyOf(names)) : seen.state();
    return Stored.keep(CheckResult.of(messages), kept, state);
  }

  private void list(Path directory, long levels, Set<String> into) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("listing " + directory);
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        boolean wanted = pattern.map(p -> p.matches(entry.getFileName())).orElse(true);
        if (wanted && !ignore.find(name)) {
          into.add(root.relativize(entry).toString());
        }
        if (into.size() > MAX_ENTRIES) {
          throw new CheckFailure(
              root + " has more than " + MAX_ENTRIES + " entries; narrow it with pattern or depth");
        }
        if (levels > 1 && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          list(entry, levels - 1, into);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      if (directory.equals(root)) {
        throw new CheckFailure("cannot list " + root + ": " + reason(e), e);
      }
      // A directory below that vanished or is not ours to read shows nothing.
    }
  }

  private static String reason(Exception problem) {
    Throwable cause = problem instanceof DirectoryIteratorException ? problem.getCause() : problem;
    String reason = cause instanceof IOException io ? Snapshot.reason(io) : "";
    if (cause instanceof java.nio.file.NotDirectoryException) {
      return "it is not a directory";
    }
    return reason.isEmpty() ? "it does not exist" : reason;
  }

  /** Of many entries at the first run, those that came last. */
  private List<String> newest(List<String> names) {
    if (names.size() <= first) {
      return names;
    }
    List<String> byAge = new ArrayList<>(names);
    byAge.sort(java.util.Comparator.comparingLong(this::modified));
    return byAge.subList(byAge.size() - first, byAge.size());
  }

  private long modified(String name) {
    try {
      return Files.getLastModifiedTime(root.resolve(name), LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
  }
}
