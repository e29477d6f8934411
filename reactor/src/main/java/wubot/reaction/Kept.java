// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.message.Fields;
import wubot.message.Message;

/** A message as a gate keeps it, to say it again later: its plain fields, none of them long. */
final class Kept {

  private static final int MOST_FIELDS = 200;
  private static final int LONGEST = 4000;

  private Kept() {}

  /** What is kept of a message. */
  static Map<String, Object> of(Message message) {
    Map<String, Object> kept = new LinkedHashMap<>();
    message.forEach(
        (name, value) -> {
          boolean ofThisWalk = name.equals(Fields.LAST_RULE) || name.equals(Fields.RULE_LOG);
          boolean plain = !(value instanceof Map) && !(value instanceof List);
          if (plain && !ofThisWalk && kept.size() < MOST_FIELDS) {
            kept.put(name, cut(value));
          }
        });
    return kept;
  }

  private static Object cut(Object value) {
    return value instanceof String text && text.length() > LONGEST
        ? text.substring(0, LONGEST - 1) + "…"
        : value;
  }

  /** The message that is kept under this name. */
  static Message in(Memory memory, String name) {
    Message message = Message.of(memory.map(name));
    message.put(Gate.MADE_BY, memory.list(name + " by"));
    return message;
  }

  /** Keeps a message under this name. */
  static void put(Memory memory, String name, Message message) {
    memory.put(name, of(message));
    memory.put(name + " by", Gate.madeBy(message));
  }
}
