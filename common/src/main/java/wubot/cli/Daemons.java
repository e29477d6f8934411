// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;

/** The daemons of a home, as commands ask them. */
final class Daemons {

  /** Long enough for a batch that waits its turn behind a slow rule. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Asks one question in pieces. */
  interface Piece {
    Question of(List<Long> numbers);
  }

  private Daemons() {}

  /**
   * Asks a daemon about many numbers, a bounded piece at a time.
   *
   * @param step how many numbers there may be in one question
   * @param answered is given each answer
   * @throws ControlException when the daemon does not run or says no
   */
  static void ask(
      Path home,
      String daemon,
      List<Long> numbers,
      int step,
      Piece piece,
      Consumer<Map<String, Object>> answered) {
    try (ControlClient client =
        ControlClient.connect(home, daemon)
            .orElseThrow(
                () ->
                    new ControlException(
                        "wubot "
                            + daemon
                            + " does not run in "
                            + home
                            + ", and it alone may write there; start it and try again"))) {
      for (int from = 0; from < numbers.size(); from += step) {
        List<Long> some = numbers.subList(from, Math.min(numbers.size(), from + step));
        answered.accept(client.ask(piece.of(some), PATIENCE));
      }
    }
  }
}
