// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.message.Message;

/** Takes the names of users apart, as mail, chat and feeds write them. */
final class UserName {

  // Each of these needs linear time on one line.
  private static final Pattern IN_BRACKETS = Pattern.compile("^([^\\[]+)\\[([^\\]]+)\\]");
  private static final Pattern DOMAIN_END = Pattern.compile("[>\\s\\]}]");
  private static final Pattern IN_ANGLES = Pattern.compile("^([^<]*)<([^<>]*)");
  private static final Pattern COMMENT = Pattern.compile("^([^|{\\[]+)[|{\\[]([^}\\]]*)");
  private static final Pattern LINK = Pattern.compile("^([^(]*[^(\\s])\\s*\\((http[^)]*)\\)");

  private UserName() {}

  /** Leaves the bare name in {@code username}, and puts the other parts into fields beside it. */
  static void takeApart(Message message) {
    String name = message.text("username");
    if (!message.isTrue("username_orig")) {
      message.put("username_orig", name);
    }
    Matcher match = IN_BRACKETS.matcher(name);
    if (match.find()) {
      full(message, match.group(1));
      name = match.group(2);
    }
    int at = name.indexOf('@');
    if (at > 0) {
      message.put("username_domain", DOMAIN_END.split(name.substring(at + 1), 2)[0]);
      name = name.substring(0, at);
    }
    match = IN_ANGLES.matcher(name);
    if (match.find()) {
      full(message, match.group(1));
      name = match.group(2);
    }
    match = COMMENT.matcher(name);
    Matcher link = LINK.matcher(name);
    if (match.find()) {
      message.put("username_comment", match.group(2));
      name = match.group(1);
    } else if (link.find()) {
      message.put("username_comment", link.group(2));
      name = link.group(1);
    }
    message.put("username", name);
  }

  /** The full name without the blanks and quotes around it. */
  private static void full(Message message, String text) {
    String full = text.strip();
    if (full.length() > 1 && full.startsWith("\"") && full.endsWith("\"")) {
      full = full.substring(1, full.length() - 1);
    }
    if (!full.isEmpty()) {
      message.put("username_full", full);
    }
  }
}
