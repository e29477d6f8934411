// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static java.util.stream.Collectors.joining;

import java.util.Objects;

/**
 * One thing that is wrong, or doubtful, in a config file.
 *
 * @param severity whether the instance cannot run (ERROR) or somebody should look (WARNING)
 * @param place where
 * @param problem what is wrong, with the offending text; never a secret
 * @param hint what to do about it, "did you mean …" included; empty when there is nothing to add
 */
public record Diagnostic(Severity severity, Place place, String problem, String hint) {

  /** How bad it is. */
  public enum Severity {
    /** The instance or rule tree cannot be loaded. */
    ERROR,
    /** It loads, but probably not as meant. */
    WARNING,
    /** Good to know: a file that this host ignores, say. */
    NOTE
  }

  /** The most characters of a problem, and of a line of a hint; what a file says may be longer. */
  private static final int LONGEST = 600;

  private static final int MOST_LINES = 40;

  /** Checks the parts, and leaves the middle out of what nobody would read to its end. */
  public Diagnostic {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(place, "place");
    problem = readable(problem);
    hint = hint.lines().limit(MOST_LINES).map(Diagnostic::readable).collect(joining("\n"));
  }

  private static String readable(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST / 2) + " … " + text.substring(text.length() - LONGEST / 3);
  }

  /** An error. */
  public static Diagnostic error(Place place, String problem, String hint) {
    return new Diagnostic(Severity.ERROR, place, problem, hint);
  }

  /** A warning. */
  public static Diagnostic warning(Place place, String problem, String hint) {
    return new Diagnostic(Severity.WARNING, place, problem, hint);
  }

  /** A note. */
  public static Diagnostic note(Place place, String problem, String hint) {
    return new Diagnostic(Severity.NOTE, place, problem, hint);
  }

  /** One line: {@code file:line:column: error: problem; hint}. */
  @Override
  public String toString() {
    String line =
        place + ": " + severity.name().toLowerCase(java.util.Locale.ROOT) + ": " + problem;
    return hint.isEmpty() ? line : line + "; " + hint;
  }
}
