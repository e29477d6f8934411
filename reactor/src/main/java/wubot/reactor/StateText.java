// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A checkpoint as text, compressed, for a store that holds texts. */
final class StateText {

  private StateText() {}

  static String of(Checkpoint checkpoint) {
    ByteBuffer frame = CheckpointCodec.frame(checkpoint);
    byte[] plain = new byte[frame.remaining()];
    frame.get(plain);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4 + 64);
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, fast)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the bytes are in memory
    } finally {
      fast.end();
    }
    return Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** What {@link #of} made; throws IllegalArgumentException for anything else. */
  static Checkpoint read(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return CheckpointCodec.next(ByteBuffer.wrap(in.readAllBytes()))
          .orElseThrow(() -> new IllegalArgumentException("the state is cut off or damaged"));
    } catch (IOException e) {
      throw new IllegalArgumentException("the state is damaged: " + e.getMessage(), e);
    }
  }
}
