// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;
import java.util.Map;
import wubot.message.MemorySize;
import wubot.message.Message;
import wubot.message.MessageCodec;
import wubot.rule.ReactionFailure;

/** Whether a queue takes a message that rules have changed: it may have grown. */
final class Fitting {

  /** A little less than a record may have, for what the queue adds. */
  private static final int MOST_BYTES = (16 << 20) - (64 << 10);

  /** Below these it fits without a closer look. */
  private static final int FEW_FIELDS = 1000;

  private static final int FEW_CHARACTERS = 1 << 20;

  private static final int LONGEST_TEXT = 10_000;

  private Fitting() {}

  /**
   * Looks whether a queue takes the message.
   *
   * @throws ReactionFailure a lasting one when it does not
   */
  static void check(Message message) {
    if (message.size() <= FEW_FIELDS && isShort(message)) {
      return;
    }
    int length;
    try {
      length = MessageCodec.encode(message).length;
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting("a queue does not take this message: " + e.getMessage());
    }
    if (length > MOST_BYTES) {
      throw ReactionFailure.lasting(
          "the message has grown to " + length + " bytes, more than a queue takes");
    }
  }

  private static boolean isShort(Message message) {
    long characters = 0;
    for (Object value : message.asMap().values()) {
      if (value instanceof String text) {
        characters += text.length();
      } else if (value instanceof List || value instanceof Map) {
        characters += MemorySize.of(value);
      }
    }
    return characters <= FEW_CHARACTERS;
  }

  /** What can be kept of a message that no queue takes: its first fields, long texts cut. */
  static Message shortened(Message message) {
    Message kept = message.copy();
    int number = 0;
    for (Map.Entry<String, Object> field : message.asMap().entrySet()) {
      if (++number > FEW_FIELDS
          || field.getValue() instanceof List
          || field.getValue() instanceof Map) {
        kept.remove(field.getKey());
      } else if (field.getValue() instanceof String text && text.length() > LONGEST_TEXT) {
        kept.put(field.getKey(), text.substring(0, LONGEST_TEXT) + "…");
      }
    }
    return kept;
  }
}
