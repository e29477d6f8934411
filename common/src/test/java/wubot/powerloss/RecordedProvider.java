// SPDX-License-Identifier: Apache-2.0
package wubot.powerloss;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does what it is asked on the real file system, and tells the disk. */
final class RecordedProvider extends FileSystemProvider {

  private final RecordedDisk disk;
  private final RecordedFileSystem files;

  RecordedProvider(RecordedDisk disk, RecordedFileSystem files) {
    this.disk = disk;
    this.files = files;
  }

  private static Path real(Path path) {
    return RecordedPath.real(path);
  }

  @Override
  public String getScheme() {
    return "recorded";
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path target = real(path);
    if (Files.isDirectory(target)) {
      FileChannel channel = FileChannel.open(target, options, attributes);
      return new RecordedChannel(channel, target, disk, Optional.empty());
    }
    if (!options.contains(StandardOpenOption.WRITE)
        && !options.contains(StandardOpenOption.APPEND)) {
      return FileChannel.open(target, options, attributes);
    }
    FileChannel channel;
    RecordedDisk.Content content;
    synchronized (disk) {
      boolean cut = Files.exists(target) && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
      if (cut) {
        disk.cutting(disk.opened(target), target, 0);
      }
      channel = FileChannel.open(target, options, attributes);
      content = disk.opened(target);
    }
    disk.moment("open " + target.getFileName());
    return new RecordedChannel(channel, target, disk, Optional.of(content));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // closed by the one that is returned
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        Files.newDirectoryStream(real(directory), path -> filter.accept(files.wrap(path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return files.wrap(paths.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    synchronized (disk) {
      Files.createDirectory(real(path), attributes);
      disk.madeDirectory(real(path));
    }
    disk.moment("make " + path.getFileName());
  }

  @Override
  public void delete(Path path) throws IOException {
    synchronized (disk) {
      if (Files.isRegularFile(real(path))
          || (Files.isDirectory(real(path)) && real(path).toFile().list().length == 0)) {
        disk.removing(real(path));
      }
      Files.delete(real(path));
    }
    disk.moment("remove " + path.getFileName());
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    synchronized (disk) {
      Files.createLink(real(link), real(existing));
      disk.linked(real(link), real(existing));
    }
    disk.moment("link " + link.getFileName());
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    synchronized (disk) {
      disk.moving(real(source), real(target));
      Files.move(real(source), real(target), options);
    }
    disk.moment("rename " + target.getFileName());
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return Files.isSameFile(real(one), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real(path).getFileSystem().provider().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return Files.readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(real(path), name, value, options);
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return files;
  }

  @Override
  public Path getPath(URI uri) {
    return files.wrap(Path.of(uri));
  }
}
