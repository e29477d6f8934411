// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Recognises the part of a file that was read already: a checksum of its first bytes and of the
 * last ones before the position. A log that was rewritten in place, or a new file that got the old
 * one's inode, does not match.
 */
final class Fingerprint {

  private static final int SPAN = 256;

  private Fingerprint() {}

  /** Of everything before the position; empty for position 0. */
  static String of(FileChannel file, long position) throws IOException {
    if (position == 0) {
      return "";
    }
    int span = (int) Math.min(SPAN, position);
    return crc(file, 0, span) + "-" + crc(file, position - span, span);
  }

  /** Whether the file still begins with what was read; true when nothing is known about it. */
  static boolean matches(FileChannel file, long position, String print) throws IOException {
    return print.isEmpty() || (file.size() >= position && of(file, position).equals(print));
  }

  private static String crc(FileChannel file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
      // read until full or at the end
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.flip());
    return Long.toHexString(crc.getValue());
  }
}
