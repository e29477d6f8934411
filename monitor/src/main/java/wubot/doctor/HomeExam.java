// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** Looks at who may do what in the home, and at what the process may use. */
final class HomeExam {

  private static final String AREA = "permissions";
  private static final long FEW_FILES = 1024;

  private final Path home;
  private final String user;

  HomeExam(Path home, String user) {
    this.home = home;
    this.user = user;
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    try {
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(home);
      if (may.contains(PosixFilePermission.OTHERS_WRITE)
          || may.contains(PosixFilePermission.GROUP_WRITE)) {
        findings.add(Finding.warning(AREA, "others may write in " + home, "chmod go-w " + home));
      }
      secrets(findings);
      owners(findings);
    } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
      findings.add(
          Finding.error(
              AREA, "cannot look at " + home + ": " + e.getMessage(), "chmod u+rwx " + home));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(AREA, "only " + user + " may write, secrets are read by nobody else"));
    }
    limits(findings);
    return findings;
  }

  private void secrets(List<Finding> findings) throws IOException {
    Path secrets = home.resolve("secrets");
    if (!Files.isDirectory(secrets)) {
      return;
    }
    try (Stream<Path> files = Files.walk(secrets, 3)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(file);
        if (may.contains(PosixFilePermission.OTHERS_READ)
            || may.contains(PosixFilePermission.GROUP_READ)) {
          findings.add(Finding.warning(AREA, "others can read " + file, "chmod 600 " + file));
        }
      }
    }
  }

  /** A daemon that was once run as another user leaves files that this one cannot write. */
  private void owners(List<Finding> findings) throws IOException {
    List<Path> directories = new ArrayList<>();
    try {
      StoredQueue.under(home).forEach(queue -> directories.add(queue.directory()));
    } catch (QueueException e) {
      findings.add(Finding.error(AREA, e.getMessage(), "chown -R " + user + " " + home));
    }
    for (String name : List.of("state", "log", "run")) {
      if (Files.isDirectory(home.resolve(name))) {
        directories.add(home.resolve(name));
      }
    }
    for (Path directory : directories) {
      String owner = Files.getOwner(directory).getName();
      if (!owner.equals(user)) {
        findings.add(
            Finding.error(
                AREA,
                directory + " belongs to " + owner + ", this is " + user,
                "chown -R " + user + " " + home + ", or run as " + owner));
      }
    }
  }

  private static void limits(List<Finding> findings) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        String[] words = line.split(" {2,}", -1);
        if (words[0].equals("Max open files") && words[1].matches("[0-9]{1,18}")) {
          long most = Long.parseLong(words[1]);
          findings.add(
              most < FEW_FILES
                  ? Finding.warning(
                      "limits", "only " + most + " files may be open at once", "ulimit -n 4096")
                  : Finding.ok("limits", most + " files may be open at once"));
        }
      }
    } catch (IOException e) {
      findings.add(Finding.note("limits", "cannot tell how many files may be open"));
    }
  }
}
