// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wubot.disk.Disk;
import wubot.disk.Refusal;

/**
 * The store of a group whose members are processes of one host: a directory with a {@link Journal}.
 *
 * <p>One thread does all work: it takes what callers have asked meanwhile, appends it, reads what
 * became of it, and goes to the disk once for all of it. There is no lock: a process that is frozen
 * or killed, wherever it was, holds nobody up. Nobody reads what is not on disk. A process killed
 * at any point leaves the journal whole.
 *
 * <p>Not for file systems of several hosts (NFS, SMB): what their hosts append does not end up one
 * after the other. {@link #refuseNetwork} says so.
 */
public final class FileStore implements Store {

  private static final Set<String> NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre");

  private final Path directory;
  private final FileWorker worker;

  /**
   * Creates the directory when first used.
   *
   * @param directory on a disk of this host, for this store alone
   * @param timeout for each operation, more than zero
   */
  public FileStore(Path directory, Duration timeout) {
    this(directory, timeout, JournalFile::force, Journal.SMALL);
  }

  /** The same, over a disk with ways of its own, and in files of another size. */
  FileStore(Path directory, Duration timeout, Journal.Trip trip, long small) {
    this.directory = directory;
    this.worker = new FileWorker(directory, timeout, trip, small);
  }

  /**
   * Refuses a directory that several hosts could see.
   *
   * @throws IllegalArgumentException with the file system's type and what to do
   */
  public static void refuseNetwork(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      String type = there == null ? "" : Files.getFileStore(there).type().toLowerCase(Locale.ROOT);
      if (NETWORK.contains(type) || type.startsWith("fuse.sshfs")) {
        throw new IllegalArgumentException(
            directory
                + " is on a file system of type "
                + type
                + ", where what several hosts append is not put one after the other, as a group needs; use a"
                + " local disk for members on one host, or etcd, mongodb or postgresql");
      }
    } catch (IOException e) {
      // It cannot be told; the first operation says what is wrong.
    }
  }

  /** Makes the directory, for its owner alone. */
  static void create(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
    if (directory.toAbsolutePath().getParent() != null) {
      Disk.forceDirectory(directory.toAbsolutePath().getParent());
    }
  }

  @Override
  public Optional<Entry> get(String key) {
    return worker.read(journal -> journal.get(key));
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    Limits.check(key, value);
    return worker.write(Change.create(key, value, retain));
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    Limits.check(key, value);
    return worker.write(Change.replace(key, version, value, retain));
  }

  @Override
  public Outcome delete(String key, long version) {
    return worker.write(Change.delete(key, version));
  }

  @Override
  public long nextToken() {
    return worker.number();
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    Limits.checkPage(max);
    return worker.read(journal -> journal.list(prefix, after, max));
  }

  @Override
  public Watch watch(String prefix, Runnable changed) {
    return worker.watch(prefix, changed);
  }

  @Override
  public String describe() {
    return "files in " + directory;
  }

  @Override
  public void close() {
    worker.close();
  }

  /** For people: system errors without the class names of Java. */
  static String why(Path directory, IOException e) {
    return "the files in " + directory + " cannot be used: " + Refusal.reason(e);
  }
}
