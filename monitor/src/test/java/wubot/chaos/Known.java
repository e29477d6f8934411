// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import wubot.message.Message;

/**
 * The messages of one sender: from seed, sender and number follows every byte, so that what arrives
 * can be compared with what was sent without keeping it.
 *
 * @param seed of the run
 * @param sender the short name of the host
 */
record Known(long seed, String sender) {

  static final String SENDER = "fed_by";
  static final String NUMBER = "fed_number";

  private static final String ODD = "äß€\u0000\u001b\n\"\\<&>]]>\ud83d\ude00 ";

  /** The message with this number, without identity. */
  Message message(long number) {
    SplittableRandom random =
        new SplittableRandom(seed ^ (sender.hashCode() * 0x9E3779B97F4A7C15L) ^ number << 8);
    Message message =
        Message.of(SENDER, sender)
            .with(NUMBER, number)
            .with("key", "Feed-" + random.nextInt(12))
            .with("lastupdate", 1_700_000_000 + number)
            .with("hostname", sender)
            .with("subject", "message " + number + " of " + sender)
            .with("text", text(random, length(random)))
            .with("whole", random.nextLong())
            .with("part", random.nextInt(1_000_000) / 64.0)
            .with("flag", random.nextBoolean());
    if (random.nextInt(20) == 0) {
      message
          .with("list", List.of("a", (long) random.nextInt(), true))
          .with("map", Map.of("x", text(random, 8)));
    }
    return message;
  }

  private static int length(SplittableRandom random) {
    int kind = random.nextInt(200);
    return kind == 0 ? 20_000 : kind < 20 ? random.nextInt(2_000) : random.nextInt(200);
  }

  private static String text(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    boolean plain = random.nextBoolean();
    while (text.length() < length) {
      int next = random.nextInt(64);
      if (plain) {
        text.append((char) ('a' + next % 8));
      } else if (next < 4) {
        text.append(ODD);
      } else {
        text.append((char) (48 + next));
      }
    }
    return text.toString();
  }
}
