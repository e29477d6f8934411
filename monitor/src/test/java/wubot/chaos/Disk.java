// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own under a directory, which can be filled, freed, and break down. */
final class Disk {

  private final Path directory;
  private final Path image;

  /** A directory in memory, or an ext4 file system when there is an image. */
  private Disk(Path directory, Path image) {
    this.directory = directory;
    this.image = image;
  }

  /** A small disk in memory. */
  static Disk memory(Path directory, int megabytes) {
    make(directory);
    Shell.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory + "");
    return new Disk(directory, Path.of(""));
  }

  /** A file system of its own in a file, which takes space only for what is written. */
  static Disk file(Path directory, Path image, int megabytes) {
    make(directory);
    Shell.run("truncate", "-s", megabytes + "M", image.toString());
    Shell.run("mkfs.ext4", "-q", "-m0", "-E", "lazy_itable_init=1", image.toString());
    Disk disk = new Disk(directory, image);
    disk.mount();
    return disk;
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mount() {
    Shell.run("mount", "-o", "loop,errors=remount-ro", image.toString(), directory.toString());
  }

  Path directory() {
    return directory;
  }

  private Path ballast() {
    return directory.resolve(".ballast");
  }

  /** Fills it to the last block. */
  void fill() {
    long free = directory.toFile().getUsableSpace();
    // What cannot be had in one piece is taken in smaller ones.
    for (long piece = free; piece >= 4096; piece /= 2) {
      String size = Long.toString(ballast().toFile().length() + piece);
      while (directory.toFile().getUsableSpace() >= piece
          && Shell.succeeds("fallocate", "-l", size, ballast().toString())) {
        size = Long.toString(ballast().toFile().length() + piece);
      }
    }
  }

  /** Whether hardly anything is free. */
  boolean isFull() {
    return directory.toFile().getUsableSpace() < 64 << 10;
  }

  /** Gives back what was filled. */
  void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only a file system of its own can break down. */
  boolean canBreakDown() {
    return !image.toString().isEmpty();
  }

  /** The kernel gives up the file system as after an error of the disk: read only, for good. */
  void breakDown() {
    Shell.run("mount", "-o", "remount,abort", directory.toString());
  }

  /** Whether writing fails. */
  boolean isReadOnly() {
    return !Shell.succeeds("touch", directory.resolve(".touched").toString());
  }

  /** What a person does after that: takes it down, has it checked, puts it back. */
  void repair() {
    Shell.run("umount", directory.toString());
    // 1 says that something was corrected.
    Shell.run("sh", "-c", "e2fsck -fp '" + image + "' || [ $? -eq 1 ]");
    mount();
  }

  /** Takes the disk away and leaves its content in its place. */
  void keepContent() {
    Path copy = directory.resolveSibling("." + directory.getFileName() + ".kept");
    Shell.run("cp", "-a", "--sparse=always", directory.toString(), copy.toString());
    Shell.run("umount", "-l", directory.toString());
    Shell.run("rmdir", directory.toString());
    Shell.run("mv", copy.toString(), directory.toString());
    if (canBreakDown()) {
      Shell.run("rm", image.toString());
    }
  }
}
