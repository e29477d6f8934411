// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a {@link JournalFile} looks in bytes: a title, then records of mark, length, checksum and
 * body.
 */
final class Records {

  /** Stood when the file began; brings its version along. */
  static final byte KEPT = 1;

  static final byte PUT = 2;
  static final byte DELETE = 3;

  /** Only uses a number up. */
  static final byte NUMBER = 4;

  /** Nothing after it counts; the next file begins here. */
  static final byte SEAL = 5;

  private static final byte[] TITLE = "wubot group journal 2\n\n\n".getBytes(US_ASCII);

  /** Where the records begin. */
  static final int HEADER = TITLE.length;

  /** Its first byte is in no text in UTF-8, so no value of somebody's can look like a record. */
  private static final int MARK = 0xFF7A11CE;

  private static final int FRAME = 12;
  private static final int FIXED = 1 + 8 + 8 + 8 + 8 + 2;
  private static final int LONGEST_BODY = FIXED + Limits.LONGEST_KEY + 3 * Store.LONGEST_VALUE;

  /**
   * One writing.
   *
   * @param type one of the above
   * @param writer the process that wrote it, or rather its opening of the store
   * @param serial its writer's number for it
   * @param position up to where its writer had read; of {@link #KEPT}, the version of its value
   * @param retainMillis how long to keep it; 0 for ever
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for a moment and is never compared
  record Item(
      byte type,
      long writer,
      long serial,
      long position,
      long retainMillis,
      String key,
      byte[] value) {}

  private Records() {}

  /** What stood when a file began. */
  static Item kept(String key, JournalPlace place, byte[] value) {
    return new Item(KEPT, 0, 0, place.version(), place.retainMillis(), key, value);
  }

  static Item seal(long writer, long position) {
    return new Item(SEAL, writer, 0, position, 0, "", new byte[0]);
  }

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
    to.put(item.type()).putLong(item.writer()).putLong(item.serial());
    to.putLong(item.position()).putLong(item.retainMillis());
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
        || length > LONGEST_BODY
        || length > from.remaining() - FRAME
        || from.getInt(at + 8) != checksum(from, at + FRAME, length)) {
      return Optional.empty();
    }
    from.position(at + FRAME);
    byte type = from.get();
    long writer = from.getLong();
    long serial = from.getLong();
    long position = from.getLong();
    long retain = from.getLong();
    byte[] key = new byte[Short.toUnsignedInt(from.getShort())];
    from.get(key);
    byte[] value = new byte[at + FRAME + length - from.position()];
    from.get(value);
    return Optional.of(
        new Item(type, writer, serial, position, retain, new String(key, UTF_8), value));
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

  static void writeTitle(ByteBuffer to) {
    to.put(TITLE);
  }

  static boolean isTitle(ByteBuffer title) {
    return title.equals(ByteBuffer.wrap(TITLE));
  }

  private static int checksum(ByteBuffer buffer, int at, int length) {
    var crc = new CRC32C();
    crc.update(buffer.duplicate().limit(at + length).position(at));
    return (int) crc.getValue();
  }
}
