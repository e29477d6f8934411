// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.queue.QueueException;

/** Has the reactor do something with chosen letters, and says what came of it. */
final class LetterWork {

  private static final int STEP = 500;
  private static final int MOST_SHOWN = 10;

  private final CommandSpec spec;
  private final LetterChoice choice;
  private long done;
  private final Map<Long, String> failing = new TreeMap<>();

  LetterWork(CommandSpec spec, LetterChoice choice) {
    this.spec = spec;
    this.choice = choice;
  }

  /**
   * Does it.
   *
   * @param question without the letters
   * @param verb what is done, as in {@code replayed}
   * @return the exit code
   */
  int run(Question question, String verb) {
    PrintWriter out = spec.commandLine().getOut();
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr());
    try {
      List<Long> letters = choice.letters(spec);
      if (letters.isEmpty()) {
        return choice.none(out);
      }
      Daemons.ask(
          choice.home(),
          ControlClient.REACTOR,
          letters,
          STEP,
          some -> question.with("letters", some),
          answer -> {
            take(answer);
            bar.show((done + failing.size()) / (double) letters.size());
          });
    } catch (ControlException | QueueException e) {
      bar.clear();
      PrintWriter err = spec.commandLine().getErr();
      err.println("wubot dead " + spec.name() + ": " + e.getMessage());
      err.flush();
      return 3;
    }
    bar.clear();
    out.println(verb + " " + done + (done == 1 ? " letter" : " letters"));
    tellFailing(out);
    out.flush();
    return failing.isEmpty() ? 0 : 1;
  }

  private void take(Map<String, Object> answer) {
    if (answer.get("done") instanceof List<?> numbers) {
      done += numbers.size();
    }
    if (answer.get("failing") instanceof Map<?, ?> why) {
      why.forEach(
          (letter, words) -> failing.put(Long.parseLong(letter.toString()), String.valueOf(words)));
    }
  }

  private void tellFailing(PrintWriter out) {
    if (failing.isEmpty()) {
      return;
    }
    out.println(failing.size() + " cannot be handled yet and stay open:");
    failing.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(e -> out.println("  " + e.getKey() + "  " + Printable.line(e.getValue(), 300)));
    if (failing.size() > MOST_SHOWN) {
      out.println("  … and " + (failing.size() - MOST_SHOWN) + " more");
    }
  }
}
