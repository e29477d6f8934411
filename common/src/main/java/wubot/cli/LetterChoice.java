// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import wubot.config.Suggestion;
import wubot.control.ControlException;
import wubot.dead.DeadLetter;
import wubot.dead.DeadLetters;

/** Which dead letters are meant, for picocli's {@code @Mixin}. */
final class LetterChoice {

  @Mixin private Whereabouts where = new Whereabouts();

  @Parameters(paramLabel = "NUMBER", description = "Letters by their number, see wubot dead ls.")
  private List<Long> numbers = new ArrayList<>();

  @Option(names = "--rule", paramLabel = "RULE", description = "All letters of this rule.")
  private Optional<String> rule = Optional.empty();

  @Option(names = "--all", description = "All letters.")
  private boolean all;

  Path home() {
    return where.home();
  }

  /**
   * The letters that were chosen.
   *
   * @throws ParameterException when nothing, or more than one way, was chosen
   * @throws ControlException when there is no such letter
   */
  List<Long> letters(CommandSpec spec) {
    int ways = (numbers.isEmpty() ? 0 : 1) + (rule.isPresent() ? 1 : 0) + (all ? 1 : 0);
    if (ways != 1) {
      throw new ParameterException(
          spec.commandLine(), "say which letters: their numbers, or --rule RULE, or --all");
    }
    NavigableMap<Long, DeadLetter> open = DeadLetters.open(where.home());
    for (long number : numbers) {
      if (!open.containsKey(number)) {
        throw new ControlException("there is no open letter " + number + "; see wubot dead ls");
      }
    }
    if (!numbers.isEmpty()) {
      return numbers.stream().sorted().distinct().toList();
    }
    return open.values().stream()
        .filter(letter -> rule.isEmpty() || letter.rule().equals(rule.orElseThrow()))
        .map(DeadLetter::sequence)
        .toList();
  }

  /** Says that nothing was found; the exit code for it. */
  int none(PrintWriter out) {
    SortedSet<String> rules = new TreeSet<>();
    DeadLetters.open(where.home()).values().forEach(letter -> rules.add(letter.rule()));
    out.println(
        rule.isEmpty() || rules.isEmpty()
            ? "no dead letters"
            : "no dead letters of rule '"
                + Printable.line(rule.get())
                + "'; there are some of "
                + Printable.line(String.join(", ", rules))
                + Suggestion.nearest(rule.get(), rules)
                    .map(near -> "; did you mean " + Printable.line(near) + "?")
                    .orElse(""));
    out.flush();
    return rule.isEmpty() || rules.isEmpty() ? 0 : 3;
  }
}
