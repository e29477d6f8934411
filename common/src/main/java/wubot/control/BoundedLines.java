// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads and writes lines of a connection; a line that is too long ends it. */
final class BoundedLines {

  private final SocketChannel channel;
  private final int most;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

  /** With the length in bytes that lines from the other side may have. */
  BoundedLines(SocketChannel channel, int most) {
    this.channel = channel;
    this.most = most;
  }

  /**
   * The next line; empty when the other side is done.
   *
   * @throws IOException when the connection broke or the line is too long
   */
  Optional<String> read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      if (!buffer.hasRemaining()) {
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
          return Optional.empty(); // a line without an end is none
        }
      }
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          return Optional.of(line.toString(StandardCharsets.UTF_8));
        }
        line.write(next);
        if (line.size() > most) {
          throw new IOException("a line of more than " + most + " bytes");
        }
      }
    }
  }

  void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
