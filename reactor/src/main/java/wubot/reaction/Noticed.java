// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import wubot.message.Fields;
import wubot.message.Message;

/** Which messages a person should notice, and as what: the same for everything that notifies. */
final class Noticed {

  private Noticed() {}

  /**
   * Whether the message has a subject and nobody asked for quiet.
   *
   * @param notifier a short name: the field {@code quiet_<name>} keeps this notifier alone quiet
   */
  static boolean by(String notifier, Message message) {
    return message.isTrue(Fields.SUBJECT)
        && !message.isTrue("quiet")
        && !message.isTrue("quiet_" + notifier);
  }

  /** The subject as plain text where there is one; empty when there is nothing to notice. */
  static String subject(Message message) {
    if (message.isTrue(Fields.SUBJECT_TEXT)) {
      return message.text(Fields.SUBJECT_TEXT);
    }
    return message.isTrue(Fields.SUBJECT) ? message.text(Fields.SUBJECT) : "";
  }

  /** The text with line ends and control characters made blanks: it stays one harmless line. */
  static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
