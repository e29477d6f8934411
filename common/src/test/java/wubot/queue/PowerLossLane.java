// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import wubot.powerloss.CrashState;
import wubot.powerloss.Kind;
import wubot.powerloss.RecordedDisk;

/**
 * One workload, and many power losses during it: at each moment some states that the disk may be in
 * are made and judged, and now and then the power goes again while the queue is being opened.
 */
final class PowerLossLane {

  private static final int DEEPEST = 3;
  private static final List<Kind> KINDS = List.of(Kind.values());

  /** Sockets cannot have such a path, and the queue then does without. */
  private static final String LONG_NAME = "power-loss-".repeat(10);

  /**
   * What was damaged beyond what a power loss does.
   *
   * @param hit sequences of the records that lie where it happened
   * @param cursor the cursor whose file it was
   */
  record Damage(String kind, Set<Long> hit, Optional<String> cursor) {

    static final Damage NONE = new Damage("", Set.of(), Optional.empty());

    boolean isNone() {
      return kind.isEmpty();
    }
  }

  private final Path work;
  private final PowerLossTally tally;
  private final long seed;
  private final int statesPerMoment;
  private final BooleanSupplier enough;
  private final AtomicInteger images = new AtomicInteger();
  private final AtomicLong moments = new AtomicLong();

  PowerLossLane(
      Path work, PowerLossTally tally, long seed, int statesPerMoment, BooleanSupplier enough) {
    this.work = work.resolve(LONG_NAME + seed);
    this.tally = tally;
    this.seed = seed;
    this.statesPerMoment = statesPerMoment;
    this.enough = enough;
  }

  /** Runs the workload to its end or until there were enough states. */
  void run(int steps, QueueSettings settings) throws IOException, InterruptedException {
    Path live = work.resolve("live");
    Files.createDirectories(live);
    Workload[] workload = new Workload[1];
    RecordedDisk[] disk = new RecordedDisk[1];
    disk[0] =
        new RecordedDisk(
            live,
            step -> {
              if (!enough.getAsBoolean()) {
                explore(disk[0], workload[0].ledger(), workload[0].clock(), step, 1);
              }
            });
    workload[0] = new Workload(disk[0].root().resolve("q"), seed, settings);
    workload[0].run(steps);
    remove(work);
  }

  private void explore(RecordedDisk disk, Ledger ledger, Clock clock, String step, int depth) {
    long moment = moments.incrementAndGet();
    Random random = new Random(seed * 1_000_003 + moment);
    if (depth > 1 && random.nextInt(depth * 4) > 0) {
      return;
    }
    tally.moment(step, depth);
    Ledger.Promises promises = ledger.promises();
    CrashState state = disk.capture();
    Ledger.Expectation expected = ledger.expect(promises);
    int states = depth > 1 ? 1 : statesPerMoment;
    for (int i = 0; i < states && !enough.getAsBoolean(); i++) {
      try {
        state(state, expected, clock, step, depth, new Random(random.nextLong()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void state(
      CrashState state,
      Ledger.Expectation expected,
      Clock clock,
      String step,
      int depth,
      Random random)
      throws IOException {
    Path image = work.resolve("image" + images.incrementAndGet());
    boolean media = depth == 1 && random.nextInt(5) == 0;
    boolean names = !media && random.nextInt(3) == 0;
    Kind kind = media ? Kind.ALL_WRITTEN : KINDS.get(random.nextInt(KINDS.size()));
    boolean again = !media && depth < DEEPEST && random.nextInt(30) == 0;
    long chosen = random.nextLong();
    Damage damage = make(state, image, kind, names, media, chosen);
    String row =
        !damage.isNone()
            ? damage.kind()
            : depth > 1
                ? "again while recovering (" + depth + ")"
                : kind.words() + (names ? ", names too" : "");
    Judge.Verdict verdict = judge(image, expected, clock, damage, depth, again);
    remove(image);
    if (!verdict.faults().isEmpty() && tally.keepsEvidence()) {
      make(state, image, kind, names, media, chosen);
    }
    String where =
        String.format(
            "seed %d, moment %d (%s), depth %d, hit %s",
            seed, moments.get(), step, depth, damage.hit());
    tally.count(row, verdict, seed, where, image);
    if (Files.exists(image)) {
      remove(image);
    }
  }

  private static Damage make(
      CrashState state, Path image, Kind kind, boolean names, boolean media, long seed)
      throws IOException {
    Random random = new Random(seed);
    state.write(image, kind, names, random);
    Path queue = image.resolve("q");
    makeOwnerDead(queue);
    return media && Files.isDirectory(queue.resolve("records"))
        ? damage(queue, random)
        : Damage.NONE;
  }

  private Judge.Verdict judge(
      Path image, Ledger.Expectation expected, Clock clock, Damage damage, int depth, boolean again)
      throws IOException {
    if (!again) {
      return new Judge(image.resolve("q"), expected, clock, damage).judge();
    }
    Judge[] judge = new Judge[1];
    RecordedDisk[] disk = new RecordedDisk[1];
    disk[0] =
        new RecordedDisk(
            image, step -> explore(disk[0], judge[0].ledger(), clock, step, depth + 1));
    judge[0] = new Judge(disk[0].root().resolve("q"), expected, clock, damage);
    return judge[0].judge();
  }

  /** The image names this very process as the owner, which it would refuse to be twice. */
  private static void makeOwnerDead(Path queue) throws IOException {
    Path owner = queue.resolve("owner");
    if (Files.exists(owner) && Files.size(owner) > 0) {
      Files.writeString(owner, "process 99999999 (wubot monitor, since 2026-01-01T00:00:00Z)");
    }
  }

  /** Damages something on purpose, anywhere, and says which records that hits. */
  private static Damage damage(Path queue, Random random) throws IOException {
    Layout layout = new Layout(queue);
    List<Path> files = layout.files();
    int which = random.nextInt(10);
    if (which > 6) {
      return CursorDamage.make(layout, random);
    }
    if (which == 0) {
      List<Path> others =
          Stream.of(layout.head(), layout.checkpoint(), layout.identity())
              .filter(Files::exists)
              .toList();
      if (others.isEmpty() || files.isEmpty()) {
        return Damage.NONE;
      }
      Path other = others.get(random.nextInt(others.size()));
      spoil(other, 0, Files.size(other), random);
      return new Damage("damaged " + other.getFileName(), Set.of(), Optional.empty());
    }
    if (files.isEmpty()) {
      return Damage.NONE;
    }
    Path file = files.get(random.nextInt(files.size()));
    if (Files.size(file) < 64) {
      return Damage.NONE;
    }
    Map<Long, long[]> places = places(layout, file);
    long used = places.values().stream().mapToLong(place -> place[1]).max().orElse(40_000);
    long at = (long) (random.nextDouble() * Math.min(Files.size(file) - 1, used + 100));
    long size;
    String kind;
    switch (random.nextInt(5)) {
      case 0 -> {
        kind = "bit flipped";
        size = 1;
      }
      case 1 -> {
        kind = "sector zeroed";
        at = at / 512 * 512;
        size = 512;
      }
      case 2 -> {
        kind = "page zeroed";
        at = at / 4096 * 4096;
        size = 4096;
      }
      case 3 -> {
        kind = "garbage page";
        at = at / 4096 * 4096;
        size = 4096;
      }
      default -> {
        kind = "header page garbage";
        at = 0;
        size = 4096;
      }
    }
    size = Math.min(size, Files.size(file) - at);
    Set<Long> hit = new HashSet<>();
    long from = at;
    long to = at + size;
    places.forEach(
        (sequence, place) -> {
          if (place[0] < to && place[1] > from) {
            hit.add(sequence);
          }
        });
    if (kind.equals("bit flipped")) {
      flip(file, at, random);
    } else if (kind.endsWith("zeroed")) {
      put(file, at, new byte[(int) size]);
    } else {
      spoil(file, at, size, random);
    }
    return new Damage(kind, hit, Optional.empty());
  }

  private static Map<Long, long[]> places(Layout layout, Path file) throws IOException {
    Map<Long, long[]> places = new TreeMap<>();
    long incarnation = QueueIdentity.read(layout).orElseThrow().incarnation();
    try (FileScan scan = new FileScan(file, incarnation)) {
      while (scan.step() == FileScan.Step.RECORD || scan.resync()) {
        if (scan.current()) {
          places.put(scan.sequence(), new long[] {scan.recordStart(), scan.offset()});
        }
      }
    }
    return places;
  }

  private static void flip(Path file, long at, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ (1 << random.nextInt(8)));
    }
  }

  static void spoil(Path file, long at, long size, Random random) throws IOException {
    byte[] garbage = new byte[(int) size];
    random.nextBytes(garbage);
    put(file, at, garbage);
  }

  static void put(Path file, long at, byte[] content) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      bytes.write(content);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
