// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds where a log went when it was rotated: the same inode under another name beside it, or a
 * copy beside it that begins with what was read.
 */
final class RotatedFile {

  private static final Pattern GENERATION = Pattern.compile("[-._]\\d[\\d._-]*");

  private RotatedFile() {}

  /** A file and what it was found as. */
  record Found(Path path, Snapshot file) {}

  /** Looks in the directory of the path, and of the file it is a link to. */
  static Optional<Found> find(Tail tail) throws IOException {
    Path path = Path.of(tail.path());
    Set<Path> directories = new LinkedHashSet<>();
    directories.add(path.getParent());
    if (Files.exists(path)) {
      directories.add(path.toRealPath().getParent());
    }
    for (Path directory : directories) {
      Optional<Found> found = findIn(directory, path, tail);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Logs that were rotated after the one that was read: there are some when nobody looked for a
   * while. Only names that end in a number or a date count, and files changed since; oldest first.
   */
  static List<Found> later(Tail tail, long changedMicros, Set<String> knownKeys) {
    Path path = Path.of(tail.path());
    String base = path.getFileName().toString();
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(path.getParent(), Files::isRegularFile)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(base) && GENERATION.matcher(name.substring(base.length())).matches()) {
          Snapshot file = Snapshot.of(entry);
          if (file.changedMicros() > changedMicros && !knownKeys.contains(file.key())) {
            found.add(new Found(entry, file));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // as above
    }
    found.sort(Comparator.comparingLong(one -> one.file().changedMicros()));
    return found;
  }

  private static Optional<Found> findIn(Path directory, Path path, Tail tail) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path entry : entries) {
        if (entry.getFileName().equals(path.getFileName())) {
          continue;
        }
        Optional<Found> found = match(entry, path, tail);
        if (found.isPresent()) {
          return found;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A directory that cannot be listed shows nothing; the log itself goes on.
    }
    return Optional.empty();
  }

  private static Optional<Found> match(Path entry, Path path, Tail tail) {
    boolean namedLike = entry.getFileName().toString().startsWith(path.getFileName().toString());
    try {
      Snapshot file = Snapshot.of(entry);
      boolean same = file.key().equals(tail.key());
      // With nothing read there is nothing to recognise a copy by.
      boolean copy = namedLike && tail.position() > 0 && !tail.print().isEmpty();
      if ((same || copy) && file.size() >= tail.position()) {
        try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.READ)) {
          if (Fingerprint.matches(channel, tail.position(), tail.print())) {
            return Optional.of(new Found(entry, file));
          }
        }
      }
    } catch (IOException e) {
      // Gone again, or not ours to read.
    }
    return Optional.empty();
  }
}
