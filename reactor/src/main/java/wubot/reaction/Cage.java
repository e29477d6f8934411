// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.rule.ReactionFailure;

/**
 * A directory that files are written into and never beside.
 *
 * @param directory the directory
 * @param closed whether files have to lie in it; otherwise it is where relative names start
 */
record Cage(Path directory, boolean closed) {

  private static final int LONGEST_NAME = 255; // of Linux

  /**
   * Writes a file; it is durable when this returns.
   *
   * @param name relative to the directory
   * @throws ReactionFailure a lasting one for a name that leads out, a passing one when the disk
   *     failed
   */
  void write(String name, String content, WriteFile.Existing existing) {
    try {
      Path file = place(name);
      Disk.makeDirectory(file.getParent());
      if (closed && !file.getParent().toRealPath().startsWith(directory.toRealPath())) {
        throw out(name); // through a link
      }
      if (existing == WriteFile.Existing.APPEND) {
        append(file, content);
      } else if (existing == WriteFile.Existing.OVERWRITE || !Files.exists(file)) {
        replace(file, content);
      }
    } catch (FileAlreadyExistsException e) {
      throw ReactionFailure.lasting(
          "cannot write " + name + ": a file is in the way of a directory");
    } catch (IOException e) {
      throw ReactionFailure.passing(Refusal.cannot("write", directory.resolve(name), e), e);
    }
  }

  /**
   * Makes a directory, and those around it.
   *
   * @param name relative to the directory
   * @throws ReactionFailure as {@link #write}
   */
  Path makeDirectory(String name) {
    try {
      Path made = directory.resolve(name).normalize();
      checkLength(made);
      if (!made.startsWith(directory.normalize())) {
        throw out(name);
      }
      // One level at a time: none is made behind a link that leads out.
      Path level = directory;
      Disk.makeDirectory(level);
      for (Path part : directory.normalize().relativize(made)) {
        level = level.resolve(part);
        if (!part.toString().isEmpty() && !Files.isDirectory(level)) {
          Files.createDirectory(level);
          Disk.forceDirectory(level.getParent());
        }
        if (!level.toRealPath().startsWith(directory.toRealPath())) {
          throw out(name);
        }
      }
      return made;
    } catch (InvalidPathException e) {
      throw ReactionFailure.lasting("'" + Noticed.oneLine(name) + "' cannot be the name of a file");
    } catch (FileAlreadyExistsException e) {
      throw ReactionFailure.lasting("cannot make " + name + ": a file is in the way");
    } catch (IOException e) {
      throw ReactionFailure.passing(Refusal.cannot("make", directory.resolve(name), e), e);
    }
  }

  /**
   * Whether a file can have this name, before it is written.
   *
   * @throws ReactionFailure a lasting one when it cannot
   */
  void check(String name) {
    var unused = place(name);
  }

  private static void checkLength(Path path) {
    for (Path part : path) {
      if (part.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        throw ReactionFailure.lasting(
            "a name of more than "
                + LONGEST_NAME
                + " bytes begins with '"
                + part.toString().substring(0, 40)
                + "'; no file can have it");
      }
    }
  }

  private Path place(String name) {
    try {
      Path file = directory.resolve(name).normalize();
      checkLength(file);
      boolean inside =
          file.startsWith(directory.normalize()) && !file.equals(directory.normalize());
      if (closed && !inside) {
        throw out(name);
      }
      if (Files.isSymbolicLink(file) && closed) {
        throw out(name);
      }
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw ReactionFailure.lasting(name + " is a directory");
      }
      return file;
    } catch (InvalidPathException e) {
      throw ReactionFailure.lasting("'" + Noticed.oneLine(name) + "' cannot be the name of a file");
    }
  }

  private ReactionFailure out(String name) {
    return ReactionFailure.lasting(
        "'" + Noticed.oneLine(name) + "' leads out of " + directory + "; nothing was written");
  }

  private static void append(Path file, String content) throws IOException {
    boolean fresh = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS)) {
      write(channel, content);
    }
    if (fresh) {
      Disk.forceDirectory(file.getParent());
    }
  }

  private static void replace(Path file, String content) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), ".wubot-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        write(channel, content);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      Disk.forceDirectory(file.getParent());
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(FileChannel channel, String content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }
}
