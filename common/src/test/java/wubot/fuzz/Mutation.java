// SPDX-License-Identifier: Apache-2.0
package wubot.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes the ways that have broken readers of bytes before. */
final class Mutation {

  private static final int LONGEST = 2 << 20;
  private static final byte[] ODD = {0, 1, -1, 127, -128, 9, 10, 13, 27, 32, 34, 39, 60, 38};

  private final Random random;
  private final List<byte[]> words;

  Mutation(Random random, List<String> words) {
    this.random = random;
    this.words = words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
  }

  byte[] change(byte[] input, List<byte[]> others) {
    byte[] bytes = input;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      bytes = once(bytes, others);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes, List<byte[]> others) {
    int at = random.nextInt(bytes.length + 1);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(1 + random.nextInt(64)));
    return switch (random.nextInt(words.isEmpty() ? 9 : 13)) {
      case 0 -> set(bytes, at, (byte) (at < bytes.length ? bytes[at] ^ 1 << random.nextInt(8) : 0));
      case 1 -> set(bytes, at, (byte) random.nextInt(256));
      case 2 -> set(bytes, at, ODD[random.nextInt(ODD.length)]);
      case 3 -> join(bytes, at, new byte[0], end);
      case 4 -> join(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
      case 5 -> join(bytes, at, number(), Math.min(bytes.length, at + random.nextInt(9)));
      case 6 -> splice(bytes, at, others.get(random.nextInt(others.size())));
      case 7 -> random.nextInt(20) == 0 ? bytes : Arrays.copyOf(bytes, at);
      case 8 -> many(bytes, at, end);
      default -> {
        byte[] word = words.get(random.nextInt(words.size()));
        yield join(bytes, at, word, random.nextBoolean() ? at : end);
      }
    };
  }

  private byte[] splice(byte[] bytes, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return join(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
  }

  private static byte[] set(byte[] bytes, int at, byte value) {
    if (at >= bytes.length) {
      return bytes;
    }
    byte[] changed = bytes.clone();
    changed[at] = value;
    return changed;
  }

  /** Bytes up to a place, a piece, and bytes from another place on. */
  private static byte[] join(byte[] bytes, int upTo, byte[] piece, int from) {
    long length = (long) upTo + piece.length + bytes.length - from;
    if (from < 0 || from > bytes.length || length > LONGEST) {
      return bytes;
    }
    byte[] joined = Arrays.copyOf(bytes, (int) length);
    System.arraycopy(piece, 0, joined, upTo, piece.length);
    System.arraycopy(bytes, from, joined, upTo + piece.length, bytes.length - from);
    return joined;
  }

  private byte[] number() {
    byte[] number = new byte[1 + random.nextInt(8)];
    if (random.nextBoolean()) {
      Arrays.fill(number, random.nextBoolean() ? (byte) -1 : (byte) 127);
    } else {
      random.nextBytes(number);
    }
    return number;
  }

  /** A piece again and again; now and then up to a megabyte of it. */
  private byte[] many(byte[] bytes, int at, int end) {
    byte[] piece =
        words.isEmpty() || random.nextBoolean()
            ? Arrays.copyOfRange(bytes, at, end)
            : words.get(random.nextInt(words.size()));
    if (piece.length == 0) {
      return bytes;
    }
    int size = random.nextInt(2000) == 0 ? 1 << 20 : 1 << random.nextInt(10);
    byte[] all = new byte[Math.max(1, size / piece.length) * piece.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = piece[i % piece.length];
    }
    return join(bytes, at, all, at);
  }
}
