// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import wubot.message.Identity;
import wubot.message.MalformedMessageException;
import wubot.message.Message;
import wubot.message.MessageCodec;

/**
 * The bytes of one record: a header of {@value #HEADER} bytes, the link stamp or the origin where
 * there is one, and the message.
 *
 * <pre>
 *  0 magic   4 CRC-32C of all after it   8 length of all   12 flags (8 bits, the last of the four)
 * 12 how far ahead of what was forced the record was written, in records; 0 when not known
 * 16 sequence in this queue             24 sequence of its identity, 0 when that is in the message
 * 32 appended at (ms since 1970)        40 incarnation of this queue
 * </pre>
 *
 * A record is written in two steps, so that the costly one needs no lock: {@link #encode} makes it,
 * {@link #seal} puts in the numbers that depend on its place, and the checksum.
 */
final class RecordFormat {

  static final int MAGIC = 0x77754201;
  static final int HEADER = 48;

  /** No record is larger; a message that would be is refused. */
  static final int MAX_BYTES = 16 << 20;

  private static final int CRC = 4;
  private static final int LENGTH = 8;
  private static final int FLAGS = 12;
  private static final int SEQUENCE = 16;
  private static final int OWN = 24;
  private static final int TIME = 32;
  private static final int INCARNATION = 40;

  private static final int HAS_LINK = 1;
  private static final int HAS_ORIGIN = 2;
  private static final int ENDS_BATCH = 4;
  private static final int FLAG_BITS = 8;
  private static final int MOST_AHEAD = 0xFF_FFFF;

  /** Stands for the incarnation of any queue where one is asked for. */
  static final long ANY_INCARNATION = -1;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private RecordFormat() {}

  /**
   * A record without the numbers that {@link #seal} puts in.
   *
   * @throws MessageTooLargeException when the message is
   */
  static byte[] encode(Entry entry, String origin, long incarnation) {
    byte[] message = message(entry);
    int flags = 0;
    byte[] link = {};
    byte[] host = {};
    if (entry.received().isPresent()) {
      flags |= HAS_LINK;
      link = entry.received().get().link().getBytes(StandardCharsets.UTF_8);
    }
    if (entry.message().identity().isEmpty()) {
      flags |= HAS_ORIGIN;
      host = origin.getBytes(StandardCharsets.UTF_8);
    }
    int extra =
        ((flags & HAS_LINK) != 0 ? 12 + link.length : 0)
            + ((flags & HAS_ORIGIN) != 0 ? 4 + host.length : 0);
    long length = (long) HEADER + extra + message.length;
    if (length > MAX_BYTES) {
      throw new QueueException(
          "a message of "
              + message.length
              + " bytes is too large for a queue, which takes "
              + MAX_BYTES
              + "; shorten its largest fields");
    }
    byte[] record = new byte[(int) length];
    INT.set(record, 0, MAGIC);
    INT.set(record, LENGTH, (int) length);
    INT.set(record, FLAGS, flags);
    LONG.set(record, INCARNATION, incarnation);
    int at = HEADER;
    if ((flags & HAS_LINK) != 0) {
      LONG.set(record, at, entry.received().get().sequence());
      at = text(record, at + 8, link);
    }
    if ((flags & HAS_ORIGIN) != 0) {
      at = text(record, at, host);
    }
    System.arraycopy(message, 0, record, at, message.length);
    return record;
  }

  private static byte[] message(Entry entry) {
    try {
      return MessageCodec.encode(entry.message());
    } catch (IllegalArgumentException e) {
      throw new MessageTooLargeException("a queue does not take this message: " + e.getMessage());
    }
  }

  private static int text(byte[] record, int at, byte[] utf8) {
    INT.set(record, at, utf8.length);
    System.arraycopy(utf8, 0, record, at + 4, utf8.length);
    return at + 4 + utf8.length;
  }

  /** Whether this record needs a sequence of its own identity. */
  static boolean isNew(byte[] record) {
    return ((int) INT.get(record, FLAGS) & HAS_ORIGIN) != 0;
  }

  /**
   * Puts in what depends on the record's place, and the checksum.
   *
   * @param forced the newest sequence that was on the disk when this was written
   */
  static void seal(
      byte[] record, long sequence, long own, long millis, boolean endsBatch, long forced) {
    int flags = (int) INT.get(record, FLAGS) & ((1 << FLAG_BITS) - 1);
    long ahead = sequence - forced;
    flags |= endsBatch ? ENDS_BATCH : 0;
    flags |= ahead < 1 || ahead > MOST_AHEAD ? 0 : (int) ahead << FLAG_BITS;
    INT.set(record, FLAGS, flags);
    LONG.set(record, SEQUENCE, sequence);
    LONG.set(record, OWN, own);
    LONG.set(record, TIME, millis);
    INT.set(record, CRC, checksum(record, 0, record.length));
  }

  private static int checksum(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + LENGTH, length - LENGTH);
    return (int) crc.getValue();
  }

  static int magic(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static int length(byte[] bytes, int at) {
    return (int) INT.get(bytes, at + LENGTH);
  }

  /** Whether the header of a record of that incarnation and length lies here. */
  static boolean isHeader(byte[] bytes, int at, int length, long incarnation) {
    return length >= HEADER
        && magic(bytes, at) == MAGIC
        && length(bytes, at) == length
        && (incarnation == ANY_INCARNATION || incarnation(bytes, at) == incarnation);
  }

  /** Whether a whole, undamaged record lies here that has such a header. */
  static boolean isIntact(byte[] bytes, int at, int length) {
    return (int) INT.get(bytes, at + CRC) == checksum(bytes, at, length)
        && isWellFormed(bytes, at, length);
  }

  /** A checksum is no proof: somebody may have made the bytes. */
  private static boolean isWellFormed(byte[] bytes, int at, int length) {
    int flags = (int) INT.get(bytes, at + FLAGS);
    int end = at + length;
    int next = at + HEADER;
    if ((flags & HAS_LINK) != 0) {
      if (end - next < 12 || (long) LONG.get(bytes, next) < 1) {
        return false;
      }
      next = textEnd(bytes, next + 8, end);
    }
    if ((flags & HAS_ORIGIN) != 0 && next <= end) {
      next = textEnd(bytes, next, end);
    }
    return next <= end && sequence(bytes, at) > 0 && own(bytes, at) >= 0;
  }

  /** Where a text ends that should end before the record does; beyond its end when it does not. */
  private static int textEnd(byte[] bytes, int at, int end) {
    if (end - at < 4) {
      return end + 1;
    }
    int length = (int) INT.get(bytes, at);
    return length < 1 || length > end - at - 4 ? end + 1 : at + 4 + length;
  }

  static long incarnation(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + INCARNATION);
  }

  /** The newest sequence that is known to have been on the disk when this record was written. */
  static long forced(byte[] bytes, int at) {
    int ahead = (int) INT.get(bytes, at + FLAGS) >>> FLAG_BITS;
    return ahead == 0 ? 0 : sequence(bytes, at) - ahead;
  }

  static long sequence(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + SEQUENCE);
  }

  static long own(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + OWN);
  }

  static long millis(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at + TIME);
  }

  static boolean endsBatch(byte[] bytes, int at) {
    return ((int) INT.get(bytes, at + FLAGS) & ENDS_BATCH) != 0;
  }

  static Optional<LinkStamp> stamp(byte[] bytes, int at) {
    if (((int) INT.get(bytes, at + FLAGS) & HAS_LINK) == 0) {
      return Optional.empty();
    }
    int length = (int) INT.get(bytes, at + HEADER + 8);
    String link = new String(bytes, at + HEADER + 12, length, StandardCharsets.UTF_8);
    return Optional.of(new LinkStamp(link, (long) LONG.get(bytes, at + HEADER)));
  }

  /**
   * The record that lies here, which is known to be intact.
   *
   * @throws wubot.message.MalformedMessageException when a newer wubot wrote it
   */
  static QueueRecord decode(byte[] bytes, int at) {
    int flags = (int) INT.get(bytes, at + FLAGS);
    int end = at + length(bytes, at);
    int next = at + HEADER;
    if ((flags & HAS_LINK) != 0) {
      next += 12 + (int) INT.get(bytes, next + 8);
    }
    String origin = "";
    if ((flags & HAS_ORIGIN) != 0) {
      int length = (int) INT.get(bytes, next);
      origin = new String(bytes, next + 4, length, StandardCharsets.UTF_8);
      next += 4 + length;
    }
    Message message = MessageCodec.decode(bytes, next, end - next, MessageCodec.Limits.DEFAULT);
    if (!origin.isEmpty()) {
      message = message.withIdentity(identity(origin, bytes, at));
    }
    return new QueueRecord(sequence(bytes, at), message, stamp(bytes, at), millis(bytes, at));
  }

  private static Identity identity(String origin, byte[] bytes, int at) {
    try {
      return new Identity(origin, incarnation(bytes, at), own(bytes, at));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(e.getMessage());
    }
  }
}
