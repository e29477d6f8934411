// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wubot.queue.QueueSettings;

/** Looks at the disk of the home: room, kind, and how long a forced write takes. */
final class DiskExam {

  private static final String AREA = "disk";
  private static final int WRITES = 200;
  private static final int BYTES = 4096;

  /** No disk is that quick; a battery-backed cache is about ten times slower. */
  private static final long TOO_GOOD_NANOS = 3_000;

  private static final long SLOW_NANOS = 50_000_000;
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Set<String> AWAY =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph");

  private final Path home;

  DiskExam(Path home) {
    this.home = home;
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    try {
      FileStore store = Files.getFileStore(home);
      kind(store, findings);
      room(store.getUsableSpace(), findings);
      sync(findings);
    } catch (IOException e) {
      findings.add(
          Finding.error(
              AREA,
              "cannot write below " + home + ": " + e.getMessage(),
              "let " + System.getProperty("user.name") + " write there, or mount it writable"));
    }
    return findings;
  }

  private void kind(FileStore store, List<Finding> findings) throws IOException {
    String type = store.type();
    Optional<String> options = Mount.optionsOf(home);
    if (IN_MEMORY.contains(type)) {
      findings.add(
          Finding.error(
              AREA,
              home + " is in memory (" + type + "): every message is lost with the power",
              "put the home on a disk: --home or WUBOT_HOME"));
    } else if (AWAY.contains(type)) {
      findings.add(
          Finding.warning(
              AREA,
              home
                  + " is on another machine ("
                  + type
                  + "): locks and forced writes are that"
                  + " machine's business",
              "put the home on a local disk: --home or WUBOT_HOME"));
    } else {
      findings.add(
          type.equals("overlay")
              ? Finding.note(
                  AREA, home + " is in a container's layer (overlay): it goes with the container")
              : Finding.ok(AREA, home + " is on " + type));
    }
    for (String bad : List.of("nobarrier", "barrier=0", "nobh,data=writeback", "async_commit")) {
      if (options.isPresent() && ("," + options.get() + ",").contains("," + bad + ",")) {
        findings.add(
            Finding.error(
                AREA,
                "it is mounted with " + bad + ": what is confirmed may not be on the disk",
                "take " + bad + " out of the mount's options in /etc/fstab and mount it again"));
      }
    }
  }

  private static void room(long free, List<Finding> findings) {
    long floor = QueueSettings.DEFAULT.floorBytes();
    String words =
        megabytes(free) + " are free; below " + megabytes(floor) + " nothing is accepted";
    if (free < floor) {
      findings.add(Finding.error(AREA, words, "make room; it goes on by itself"));
    } else if (free < 4 * floor) {
      findings.add(Finding.warning(AREA, words, "make room before it is needed"));
    } else {
      findings.add(Finding.ok(AREA, words));
    }
  }

  private void sync(List<Finding> findings) throws IOException {
    long[] nanos = measure();
    Arrays.sort(nanos);
    long p50 = nanos[nanos.length / 2];
    long p99 = nanos[nanos.length * 99 / 100];
    String words =
        "a forced write takes " + millis(p50) + " (one in a hundred " + millis(p99) + ")";
    if (p50 < TOO_GOOD_NANOS) {
      findings.add(
          Finding.warning(
              AREA,
              words + ": no disk is that quick, so sync does not reach it",
              "look for what swallows it: a memory disk, eatmydata in LD_PRELOAD, a virtual machine"
                  + " with cache=unsafe"));
    } else if (p50 > SLOW_NANOS) {
      findings.add(
          Finding.warning(
              AREA, words + ": each accepted batch waits so long", "a quicker or less busy disk"));
    } else {
      findings.add(Finding.ok(AREA, words));
    }
  }

  private long[] measure() throws IOException {
    Path file = Files.createTempFile(home, ".doctor-", ".tmp");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      long[] nanos = new long[WRITES];
      for (int i = 0; i < WRITES; i++) {
        bytes.clear();
        bytes.putInt(0, i);
        long began = System.nanoTime();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        nanos[i] = System.nanoTime() - began;
      }
      return nanos;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 100_000 ? "%.3f ms" : "%.1f ms", nanos / 1e6);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
  }
}
