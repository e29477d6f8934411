// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import wubot.disk.Disk;

/**
 * How a {@link Journal} looks in bytes: a header, then records of mark, length, checksum and body.
 */
final class Records {

  static final byte PUT = 1;
  static final byte DELETE = 2;

  /** Only uses a number up. */
  static final byte NUMBER = 3;

  private static final byte[] TITLE = "wubot group journal 1\n\n\n".getBytes(US_ASCII);

  /** Where the records begin. */
  static final int HEADER = TITLE.length;

  private static final int MARK = 0xB07A11CE;
  private static final int FRAME = 12;
  private static final int FIXED = 1 + 8 + 8 + 2;
  private static final int LONGEST = FIXED + Limits.LONGEST_KEY + 3 * Store.LONGEST_VALUE;

  /** One writing. */
  @SuppressWarnings("ArrayRecordComponent") // lives for a moment and is never compared
  record Item(byte type, long number, long retainMillis, String key, byte[] value) {}

  private Records() {}

  static int overhead(String key) {
    return FRAME + FIXED + key.getBytes(UTF_8).length;
  }

  static int size(Item item) {
    return overhead(item.key()) + item.value().length;
  }

  static void write(Item item, ByteBuffer to) {
    int at = to.position();
    byte[] key = item.key().getBytes(UTF_8);
    to.position(at + FRAME);
    to.put(item.type()).putLong(item.number()).putLong(item.retainMillis());
    to.putShort((short) key.length).put(key).put(item.value());
    int length = to.position() - at - FRAME;
    to.putInt(at, MARK).putInt(at + 4, length);
    to.putInt(at + 8, checksum(to, at + FRAME, length));
  }

  /** Empty, and the position somewhere, when no whole record stands here. */
  static Optional<Item> read(ByteBuffer from) {
    int at = from.position();
    if (from.remaining() < FRAME + FIXED || from.getInt(at) != MARK) {
      return Optional.empty();
    }
    int length = from.getInt(at + 4);
    if (length < FIXED
        || length > LONGEST
        || length > from.remaining() - FRAME
        || from.getInt(at + 8) != checksum(from, at + FRAME, length)) {
      return Optional.empty();
    }
    from.position(at + FRAME);
    byte type = from.get();
    long number = from.getLong();
    long retain = from.getLong();
    byte[] key = new byte[Short.toUnsignedInt(from.getShort())];
    from.get(key);
    byte[] value = new byte[at + FRAME + length - from.position()];
    from.get(value);
    return Optional.of(new Item(type, number, retain, new String(key, UTF_8), value));
  }

  /** How far away the next whole record is; 0 when there is none. */
  static int find(ByteBuffer in) {
    int start = in.position();
    for (int at = start + 1; at + FRAME + FIXED <= in.limit(); at++) {
      if (in.getInt(at) == MARK && read(in.duplicate().position(at)).isPresent()) {
        return at - start;
      }
    }
    return 0;
  }

  /** A journal in which nothing is yet, on disk when this returns. */
  static void writeFresh(Path directory, Path path) throws IOException {
    Path fresh = directory.resolve("journal.new");
    try (FileChannel out = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      writeHeader(out, 0);
      out.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    Disk.forceDirectory(directory);
  }

  /** The title and the last number that was used. */
  static void writeHeader(FileChannel out, long last) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + FRAME + FIXED);
    buffer.put(TITLE);
    write(new Item(NUMBER, last, 0, "", new byte[0]), buffer);
    drain(buffer, out);
  }

  static void drain(ByteBuffer buffer, FileChannel out) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }

  static void checkHeader(Path path, FileChannel file) throws IOException {
    ByteBuffer title = ByteBuffer.allocate(HEADER);
    while (title.hasRemaining() && file.read(title, title.position()) >= 0) {
      // until it is whole
    }
    if (!Arrays.equals(title.array(), TITLE)) {
      throw new IOException(path + " is no journal of a group, or one of another version of wubot");
    }
  }

  private static int checksum(ByteBuffer buffer, int at, int length) {
    var crc = new CRC32C();
    crc.update(buffer.duplicate().limit(at + length).position(at));
    return (int) crc.getValue();
  }
}
