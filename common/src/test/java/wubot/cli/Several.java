// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Several {@code wubot} commands in one process, one after the other, each followed by its exit.
 */
public final class Several {

  private static final String THEN = "--then";

  private Several() {}

  /** The arguments that run these. */
  public static List<String> arguments(List<List<String>> commands) {
    List<String> all = new ArrayList<>();
    for (List<String> command : commands) {
      all.addAll(command);
      all.add(THEN);
    }
    return all;
  }

  /** What follows a command's output. */
  public static String exit(List<String> command, int code) {
    return "exit " + code + " of wubot " + String.join(" ", command);
  }

  public static void main(String[] arguments) {
    List<String> command = new ArrayList<>();
    for (String word : arguments) {
      if (word.equals(THEN)) {
        int code = Wubot.run(command.toArray(String[]::new));
        System.out.println(exit(command, code));
        command.clear();
      } else {
        command.add(word);
      }
    }
  }
}
