// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import wubot.disk.Disk;

/**
 * Where things lie in the directory of a queue.
 *
 * <pre>
 * identity            incarnation and host, made with the queue
 * records/00000001/   a Chronicle queue for each time the queue was opened for appending
 * head                sequence of the newest durable record, for readers
 * checkpoint          what the appender must know of records it does not read again
 * cursors/NAME        the committed place of a cursor
 * damaged/            bytes that were not intact records
 * lock, owner         the appending process
 * doorbell            socket on which readers of other processes wait
 * </pre>
 */
final class Layout {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9@_-][A-Za-z0-9@._-]{0,199}");

  private final Path directory;

  Layout(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path identity() {
    return directory.resolve("identity");
  }

  Path records() {
    return directory.resolve("records");
  }

  Path head() {
    return directory.resolve("head");
  }

  Path checkpoint() {
    return directory.resolve("checkpoint");
  }

  Path cursors() {
    return directory.resolve("cursors");
  }

  /** The file of a cursor; throws IllegalArgumentException for a name that is no file name. */
  Path cursor(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name a cursor: letters, digits, '-', '_', '.' and '@' can");
    }
    return cursors().resolve(name);
  }

  Path damaged() {
    return directory.resolve("damaged");
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path owner() {
    return directory.resolve("owner");
  }

  Path doorbell() {
    return directory.resolve("doorbell");
  }

  /** The directory of one opening. */
  Path run(int number) {
    return records().resolve(String.format(java.util.Locale.ROOT, "%08d", number));
  }

  /** Number of the newest opening, 0 when there was none. */
  int lastRun() throws IOException {
    int last = 0;
    for (Path run : Disk.list(records())) {
      String name = run.getFileName().toString();
      if (name.matches("[0-9]{8}")) {
        last = Math.max(last, Integer.parseInt(name));
      }
    }
    return last;
  }

  /** All cycle files in the order in which they were written. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path run : Disk.list(records())) {
      for (Path file : Disk.list(run)) {
        if (file.toString().endsWith(".cq4")) {
          files.add(file);
        }
      }
    }
    return files;
  }

  /** Whether something that looks like a queue lies here. */
  boolean exists() {
    return Files.isRegularFile(identity());
  }
}
