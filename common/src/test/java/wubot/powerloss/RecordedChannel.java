// SPDX-License-Identifier: Apache-2.0
package wubot.powerloss;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A channel whose writes are noted; it never waits for a disk. */
final class RecordedChannel extends FileChannel {

  private final FileChannel real;
  private final Path path;
  private final RecordedDisk disk;
  private final Optional<RecordedDisk.Content> content; // empty for a directory

  RecordedChannel(
      FileChannel real, Path path, RecordedDisk disk, Optional<RecordedDisk.Content> content) {
    this.real = real;
    this.path = path;
    this.disk = disk;
    this.content = content;
  }

  private void writing() throws IOException {
    if (content.isPresent() && Files.exists(path)) {
      disk.writing(content.get(), path);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return real.read(into);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return real.read(into, offset, length);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return real.read(into, position);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    writing();
    int written = real.write(bytes);
    disk.moment("write " + path.getFileName());
    return written;
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    writing();
    long written = real.write(bytes, offset, length);
    disk.moment("write " + path.getFileName());
    return written;
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    writing();
    int written = real.write(bytes, position);
    disk.moment("write " + path.getFileName());
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (content.isPresent()) {
      disk.cutting(content.get(), path, size);
    }
    real.truncate(size);
    disk.moment("cut " + path.getFileName());
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    if (!real.isOpen()) {
      real.force(metadata); // for its exception
    }
    disk.moment("before force " + path.getFileName());
    if (content.isPresent()) {
      disk.forcing(content.get(), path, metadata);
    } else {
      disk.forcingDirectory(path);
    }
    disk.moment("after force " + path.getFileName());
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    writing();
    return real.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
