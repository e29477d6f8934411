// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import wubot.message.MalformedMessageException;
import wubot.message.Message;
import wubot.message.MessageCodec;

/**
 * The bytes of a checkpoint: length, checksum, then what it holds. A frame that is cut off or
 * changed on disk is recognised and ends the reading.
 */
final class CheckpointCodec {

  private static final int HEADER = 8;
  private static final int FORGOTTEN = 0;
  private static final int KEPT = 1;

  private CheckpointCodec() {}

  static ByteBuffer frame(Checkpoint checkpoint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(0); // room for the header
      out.writeLong(checkpoint.incarnation());
      out.writeLong(checkpoint.position());
      out.writeInt(checkpoint.changes().size());
      for (StateChange change : checkpoint.changes()) {
        write(out, change.space().getBytes(StandardCharsets.UTF_8));
        write(out, change.key().getBytes(StandardCharsets.UTF_8));
        out.writeByte(change.value().isPresent() ? KEPT : FORGOTTEN);
        if (change.value().isPresent()) {
          write(out, MessageCodec.encode(Message.of(change.value().get())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the bytes are in memory
    }
    byte[] frame = bytes.toByteArray();
    CRC32C crc = new CRC32C();
    crc.update(frame, HEADER, frame.length - HEADER);
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    buffer.putInt(0, frame.length - HEADER);
    buffer.putInt(4, (int) crc.getValue());
    return buffer;
  }

  /**
   * The next checkpoint; the buffer then stands after it. Empty, standing before it, if damaged.
   */
  static Optional<Checkpoint> next(ByteBuffer buffer) {
    int start = buffer.position();
    if (buffer.remaining() < HEADER) {
      return Optional.empty();
    }
    int length = buffer.getInt();
    int expected = buffer.getInt();
    if (length < 20 || length > buffer.remaining()) {
      buffer.position(start);
      return Optional.empty();
    }
    byte[] body = new byte[length];
    buffer.get(body);
    CRC32C crc = new CRC32C();
    crc.update(body);
    if ((int) crc.getValue() != expected) {
      buffer.position(start);
      return Optional.empty();
    }
    try {
      return Optional.of(read(body));
    } catch (IOException | MalformedMessageException e) {
      buffer.position(start);
      return Optional.empty();
    }
  }

  private static Checkpoint read(byte[] body) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    long incarnation = in.readLong();
    long position = in.readLong();
    int count = in.readInt();
    List<StateChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String space = new String(bytes(in), StandardCharsets.UTF_8);
      String key = new String(bytes(in), StandardCharsets.UTF_8);
      Optional<Map<String, Object>> value =
          in.readByte() == KEPT
              ? Optional.of(MessageCodec.decode(bytes(in)).asMap())
              : Optional.empty();
      changes.add(new StateChange(space, key, value));
    }
    return new Checkpoint(incarnation, position, changes);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a piece of " + length + " bytes in a shorter frame");
    }
    return in.readNBytes(length);
  }
}
