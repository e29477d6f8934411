// SPDX-License-Identifier: Apache-2.0
package wubot.fuzz;

import java.util.List;
import java.util.Random;

/** Something that reads what strangers wrote. One thread at a time. */
public interface FuzzTarget extends AutoCloseable {

  /** Of the target and of its corpus. */
  String name();

  /** Good inputs beside those of the corpus, made by an encoder where there is one. */
  default List<byte[]> seeds() {
    return List.of();
  }

  /** Pieces that inputs are made of. */
  default List<String> words() {
    return List.of();
  }

  /** A change that knows the form of the input, such as a checksum put right afterwards. */
  default byte[] repair(byte[] changed, Random random) {
    return changed;
  }

  /**
   * Reads the input and, where there is an encoder, checks that what was read survives another
   * round.
   *
   * @return whether it was accepted; false when it was refused with the documented error
   * @throws Exception anything else is a find
   */
  boolean read(byte[] input) throws Exception;

  @Override
  default void close() {}
}
