// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Counts the lines that a receiver has written to the files of a directory, as they grow. */
final class Arrivals {

  private final Path directory;
  private final int[] times;
  private final Map<Path, Long> read = new HashMap<>();
  private int different;
  private long damaged;

  /**
   * None yet.
   *
   * @param all how many lines will be sent; their numbers begin at 0
   */
  Arrivals(Path directory, int all) {
    this.directory = directory;
    times = new int[all];
  }

  /** Reads what has come since, and returns how many different lines are there by now. */
  int different() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        readOn(file);
      }
      return different;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readOn(Path path) throws IOException {
    long from = read.getOrDefault(path, 0L);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(1 << 24, file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      int begin = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          count(new String(bytes, begin, i - begin, StandardCharsets.UTF_8).strip());
          begin = i + 1;
        }
      }
      read.put(path, from + begin);
    }
  }

  private void count(String line) {
    int number = Lines.number(line);
    if (number < 0 || number >= times.length) {
      damaged++;
    } else if (times[number]++ == 0) {
      different++;
    }
  }

  long lost() {
    return (long) times.length - different;
  }

  /** Lines that are there more than once. */
  long twice() {
    return Arrays.stream(times).filter(n -> n > 1).count();
  }

  /** Lines that are none of those sent, such as halves. */
  long damaged() {
    return damaged;
  }
}
