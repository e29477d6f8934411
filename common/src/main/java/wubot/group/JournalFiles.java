// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import wubot.disk.Disk;

/**
 * The files of a {@link Journal} in their directory: each is named by the position at which it
 * begins, and the last of them is the one that counts.
 *
 * <p>A file is drafted under a name of its process's own and then given its real name by a link,
 * which fails when somebody was faster; so several may try, and none has to wait for another.
 */
final class JournalFiles {

  private static final Pattern NAME = Pattern.compile("journal\\.([0-9]{19})");
  private static final String DRAFT = "journal.new.";

  private final Path directory;
  private final Path draft;

  /** Puts records into a draft. */
  interface Content {
    void to(Draft draft) throws IOException;
  }

  /** What is being drafted. */
  interface Draft {
    void add(Records.Item item) throws IOException;
  }

  /**
   * Touches nothing yet.
   *
   * @param writer nobody else's number
   */
  JournalFiles(Path directory, long writer) {
    this.directory = directory;
    this.draft = directory.resolve(DRAFT + Long.toHexString(writer));
  }

  /** The name of the file that begins there. */
  Path file(long base) {
    return directory.resolve(String.format(Locale.ROOT, "journal.%019d", base));
  }

  /** Whether that is the name of a file of a journal. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Where the last file begins. */
  OptionalLong last() throws IOException {
    return bases().max();
  }

  /** Opens the last file; makes the first when there is none. */
  JournalFile open() throws IOException {
    while (true) {
      OptionalLong last = last();
      if (last.isEmpty()) {
        draft(nothing -> {});
        publish(0);
        continue;
      }
      Optional<JournalFile> file = JournalFile.open(file(last.getAsLong()), last.getAsLong());
      if (file.isPresent()) {
        Disk.forceDirectory(directory); // before anybody relies on its being there
        return file.get();
      }
    }
  }

  /** Writes a draft, onto the disk. */
  void draft(Content content) throws IOException {
    try (FileChannel out = FileChannel.open(draft, CREATE, TRUNCATE_EXISTING, WRITE)) {
      var buffered = new Buffered(out);
      content.to(buffered);
      buffered.drain();
      out.force(true);
    }
  }

  /**
   * Makes the draft the file that begins there, unless there is one; {@link #open} makes it last.
   */
  void publish(long base) throws IOException {
    try {
      Files.createLink(file(base), draft);
    } catch (FileAlreadyExistsException e) {
      // Somebody was faster; it says the same.
    } catch (NoSuchFileException e) {
      // Somebody was faster, and has swept up.
    } catch (UnsupportedOperationException e) {
      throw new IOException("the file system knows no links, which a group needs", e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Removes the files before this one, and drafts of those who died over them. */
  void removeBefore(long base) throws IOException {
    for (long old : bases().filter(any -> any < base).toArray()) {
      Files.deleteIfExists(file(old));
    }
    for (Path path : Disk.list(directory)) {
      if (path.getFileName().toString().startsWith(DRAFT)) {
        Files.deleteIfExists(path);
      }
    }
  }

  private LongStream bases() throws IOException {
    return Disk.list(directory).stream()
        .map(path -> NAME.matcher(path.getFileName().toString()))
        .filter(Matcher::matches)
        .mapToLong(name -> Long.parseLong(name.group(1)));
  }

  private static final class Buffered implements Draft {

    private final FileChannel out;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    Buffered(FileChannel out) {
      this.out = out;
      Records.writeTitle(buffer);
    }

    @Override
    public void add(Records.Item item) throws IOException {
      int size = Records.size(item);
      if (buffer.remaining() < size) {
        drain();
        buffer = size > buffer.capacity() ? ByteBuffer.allocate(size) : buffer;
      }
      Records.write(item, buffer);
    }

    void drain() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      buffer.clear();
    }
  }
}
