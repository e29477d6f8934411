// SPDX-License-Identifier: Apache-2.0
package wubot.powerloss;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A disk at one moment: what is on it for sure, and all that may be on it. */
public final class CrashState {

  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  /** What a name stands for. */
  sealed interface Node permits Directory, File {}

  /** For each name all it may stand for, the forced state first, the newest last. */
  record Directory(Map<String, List<Optional<Node>>> names) implements Node {}

  /**
   * The contents that sectors may have, the forced one first, the newest last.
   *
   * @param uncut what the file held before it was cut shorter, should that not be on the disk
   */
  record File(List<byte[]> versions, Optional<byte[]> uncut, List<Integer> unforced)
      implements Node {

    static File of(List<byte[]> versions, Optional<byte[]> uncut) {
      int longest = versions.stream().mapToInt(v -> v.length).max().orElse(0);
      List<Integer> pages = new ArrayList<>();
      byte[] first = versions.get(0);
      for (int page = 0; page * PAGE < longest; page++) {
        for (byte[] other : versions) {
          if (!same(first, other, page * PAGE)) {
            pages.add(page);
            break;
          }
        }
      }
      return new File(versions, uncut, pages);
    }

    private static boolean same(byte[] a, byte[] b, int from) {
      int end = Math.min(from + PAGE, Math.min(a.length, b.length));
      return (end <= from || Arrays.equals(a, from, end, b, from, end))
          && isZero(a, Math.max(from, end), from + PAGE)
          && isZero(b, Math.max(from, end), from + PAGE);
    }

    byte[] newest() {
      return versions.get(versions.size() - 1);
    }
  }

  private final Directory root;

  CrashState(Directory root) {
    this.root = root;
  }

  static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < Math.min(to, bytes.length); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes a directory as the power loss may leave it.
   *
   * @param kind how the unforced pages fare
   * @param names whether names that were not forced may be old ones
   */
  public void write(Path into, Kind kind, boolean names, Random random) throws IOException {
    write(root, into, kind, names, random);
  }

  private static void write(Directory from, Path into, Kind kind, boolean names, Random random)
      throws IOException {
    Files.createDirectories(into);
    for (Map.Entry<String, List<Optional<Node>>> name : from.names().entrySet()) {
      List<Optional<Node>> may = name.getValue();
      int chosen = names ? random.nextInt(may.size()) : may.size() - 1;
      Node node = may.get(chosen).orElse(null);
      Path path = into.resolve(name.getKey());
      if (node instanceof Directory directory) {
        write(directory, path, kind, names, random);
      } else if (node instanceof File file) {
        save(path, content(file, kind, random));
      }
    }
  }

  private static void save(Path path, byte[] content) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.setLength(content.length);
      int at = 0;
      while (at < content.length) {
        int end = at;
        while (end < content.length && !isZero(content, end, end + PAGE)) {
          end += PAGE;
        }
        if (end > at) {
          out.seek(at);
          out.write(content, at, Math.min(end, content.length) - at);
        }
        at = Math.max(end, at + PAGE);
      }
    }
  }

  private static byte[] content(File file, Kind kind, Random random) {
    byte[] newest = file.newest();
    byte[] oldest = file.versions().get(0);
    if (file.uncut().isPresent() && random.nextBoolean()) {
      byte[] uncut = file.uncut().get().clone();
      System.arraycopy(newest, 0, uncut, 0, Math.min(newest.length, uncut.length));
      return uncut;
    }
    List<Integer> pages = file.unforced();
    if (kind == Kind.ALL_WRITTEN || (pages.isEmpty() && newest.length == oldest.length)) {
      return newest;
    }
    if (kind == Kind.NOTHING_WRITTEN) {
      return oldest;
    }
    if (kind == Kind.IN_ORDER) {
      return inOrder(file, random);
    }
    byte[] out = newest.clone();
    int one = pages.isEmpty() ? -1 : pages.get(random.nextInt(pages.size()));
    double share = List.of(0.1, 0.5, 0.9).get(random.nextInt(3));
    for (int page : pages) {
      switch (kind) {
        case SECTORS -> {
          for (int at = page * PAGE; at < (page + 1) * PAGE; at += SECTOR) {
            put(out, any(file, share, random), at, at + SECTOR);
          }
        }
        case HEADER_LOST -> put(out, page == 0 ? oldest : newest, page * PAGE, (page + 1) * PAGE);
        case ONE_LOST -> put(out, page == one ? oldest : newest, page * PAGE, (page + 1) * PAGE);
        case ONE_WRITTEN -> put(out, page == one ? newest : oldest, page * PAGE, (page + 1) * PAGE);
        default -> put(out, any(file, share, random), page * PAGE, (page + 1) * PAGE);
      }
    }
    if (kind == Kind.HALF_SECTOR && one >= 0) {
      int at = one * PAGE + SECTOR * random.nextInt(PAGE / SECTOR);
      int half = at + random.nextInt(SECTOR);
      put(out, newest, at, half);
      put(out, oldest, half, at + SECTOR);
    }
    return Arrays.copyOf(out, size(file, random));
  }

  private static byte[] any(File file, double newestShare, Random random) {
    List<byte[]> versions = file.versions();
    return random.nextDouble() < newestShare
        ? file.newest()
        : versions.get(random.nextInt(versions.size()));
  }

  /** A size is on the disk or is not, or was on its way there. */
  private static int size(File file, Random random) {
    List<byte[]> versions = file.versions();
    int a = versions.get(random.nextInt(versions.size())).length;
    int b = file.newest().length;
    int least = versions.get(0).length;
    if (random.nextInt(3) > 0 || a == b) {
      return Math.max(Math.min(a, b), random.nextBoolean() ? b : least);
    }
    int between = Math.min(a, b) + random.nextInt(Math.abs(a - b));
    return Math.max(Math.min(least, b), between / SECTOR * SECTOR);
  }

  private static byte[] inOrder(File file, Random random) {
    byte[] newest = file.newest();
    byte[] oldest = file.versions().get(0);
    List<Integer> pages = file.unforced();
    int upTo = pages.isEmpty() ? 0 : pages.get(random.nextInt(pages.size())) * PAGE;
    int size = Math.max(Math.min(oldest.length, newest.length), Math.min(upTo, newest.length));
    byte[] out = Arrays.copyOf(oldest, size);
    put(out, newest, 0, upTo);
    return out;
  }

  private static void put(byte[] out, byte[] from, int start, int end) {
    int stop = Math.min(end, out.length);
    int there = Math.max(start, Math.min(stop, from.length));
    if (stop <= start) {
      return;
    }
    System.arraycopy(from, Math.min(start, from.length), out, start, there - start);
    Arrays.fill(out, there, stop, (byte) 0);
  }
}
