// SPDX-License-Identifier: Apache-2.0
package wubot.dead;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import wubot.message.Fields;
import wubot.message.Message;

/** The note that letters are no longer open, a record in their queue. */
public final class DealtWith {

  /** How. */
  public enum How {
    /** They were put through their rule again. */
    REPLAYED,
    /** Somebody decided that they are of no use. */
    DROPPED
  }

  private static final String LETTERS = "dealt-with.letters";
  private static final String HOW = "dealt-with.how";

  private DealtWith() {}

  /** The note about these letters. */
  public static Message note(List<Long> letters, How how, Instant now) {
    return Message.of(Fields.KEY, "wubot-dead")
        .with(LETTERS, letters)
        .with(HOW, how.name().toLowerCase(Locale.ROOT))
        .with(Fields.LASTUPDATE, now.getEpochSecond());
  }

  /** The letters that a note is about; none when it is no note. */
  static List<Long> letters(Message record) {
    List<Long> letters = new ArrayList<>();
    if (record.value(LETTERS).orElse(List.of()) instanceof List<?> list) {
      list.forEach(
          item -> {
            if (item instanceof Long number) {
              letters.add(number);
            }
          });
    }
    return letters;
  }
}
