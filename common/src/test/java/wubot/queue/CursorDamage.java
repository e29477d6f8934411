// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import wubot.disk.Disk;

/** Damages the file of one cursor. */
final class CursorDamage {

  /** What a cursor may then say, beside what it may say without damage. */
  enum Setback {
    /** One of the two slots is gone: the commit before. */
    ONE_COMMIT,
    /** Both are gone: it begins again. */
    BEGINNING
  }

  static final String ONE = "cursor file: ";
  private static final int SECOND = 4096;

  private CursorDamage() {}

  /** What damage of this kind may cost. */
  static Setback setback(String kind) {
    return kind.contains("both") || kind.contains("missing") || kind.contains("empty")
        ? Setback.BEGINNING
        : Setback.ONE_COMMIT;
  }

  static PowerLossLane.Damage make(Layout layout, Random random) throws IOException {
    List<Path> cursors = Disk.list(layout.cursors());
    if (cursors.isEmpty()) {
      return PowerLossLane.Damage.NONE;
    }
    Path file = cursors.get(random.nextInt(cursors.size()));
    String name = file.getFileName().toString();
    long size = Files.size(file);
    long slot = size > SECOND && random.nextBoolean() ? SECOND : 0;
    int length = (int) Math.min(SECOND, size - slot);
    String kind;
    switch (random.nextInt(7)) {
      case 0 -> {
        kind = "missing";
        Files.delete(file);
      }
      case 1 -> {
        kind = "empty";
        Files.write(file, new byte[0]);
      }
      case 2 -> {
        kind = "garbage in both slots";
        PowerLossLane.spoil(file, 0, size, random);
      }
      case 3 -> {
        kind = "garbage in one slot";
        PowerLossLane.spoil(file, slot, length, random);
      }
      case 4 -> {
        kind = "one slot zeroed";
        PowerLossLane.put(file, slot, new byte[length]);
      }
      case 5 -> {
        kind = "one slot torn";
        int from = random.nextInt(32);
        PowerLossLane.spoil(file, slot + Math.min(from, Math.max(0, length - 1)), 1, random);
      }
      default -> {
        kind = "cut within the second slot";
        cut(file, Math.min(size, SECOND + random.nextInt(32)));
      }
    }
    return new PowerLossLane.Damage(ONE + kind, Set.of(), Optional.of(name));
  }

  private static void cut(Path file, long size) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(size);
    }
  }
}
