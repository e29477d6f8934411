// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import wubot.message.Fields;
import wubot.message.Identity;
import wubot.message.Message;

/** A message on one line. */
final class Headline {

  private Headline() {}

  /** Its id, key, status and subject. */
  static String of(Message message) {
    String subject = message.text(Fields.SUBJECT);
    return message.identity().map(Identity::toString).orElse("(made by a rule)")
        + "  "
        + message.text(Fields.KEY)
        + (message.isTrue(Fields.STATUS) ? "  " + message.text(Fields.STATUS) : "")
        + (subject.isEmpty() ? "  (no subject)" : "  " + subject);
  }
}
