// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads from a regular expression in Perl's spelling texts of which one at least stands in all that
 * it matches. What it is not sure of it gives up: then nothing is needed.
 */
final class RegexParts {

  private static final String NOTHING_SPECIAL = "dDwWsSbBAzZnrtfe";

  private final String source;
  private int at;

  /** Thrown at what is not looked into: flags, look-around, codes of characters, references. */
  private static final class TooClever extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooClever() {
      super("", null, false, false);
    }
  }

  private RegexParts(String source) {
    this.source = source;
  }

  /** The texts, {@linkplain FoldedText folded}; empty when it matches without any. */
  static Optional<Set<String>> of(String source) {
    RegexParts reader = new RegexParts(source);
    try {
      Set<String> parts = reader.choices();
      return reader.isAtEnd() && !parts.isEmpty() && parts.size() <= NeededParts.MOST
          ? Optional.of(parts)
          : Optional.empty();
    } catch (TooClever | StackOverflowError e) {
      return Optional.empty();
    }
  }

  private boolean isAtEnd() {
    return at >= source.length();
  }

  private char next() {
    if (isAtEnd()) {
      throw new TooClever();
    }
    return source.charAt(at++);
  }

  private boolean isNext(char c) {
    return at < source.length() && source.charAt(at) == c;
  }

  /** Up to a closing parenthesis or the end; nothing when one of the choices needs nothing. */
  private Set<String> choices() {
    Set<String> all = new LinkedHashSet<>();
    boolean each = true;
    while (true) {
      Set<String> needed = sequence();
      each &= !needed.isEmpty();
      all.addAll(needed);
      if (!isNext('|')) {
        return each ? all : Set.of();
      }
      at++;
    }
  }

  /** The best of what the pieces of a sequence need. */
  private Set<String> sequence() {
    Set<String> best = Set.of();
    StringBuilder run = new StringBuilder();
    while (!isAtEnd() && !isNext('|') && !isNext(')')) {
      int length = run.length();
      Set<String> inside = piece(run);
      boolean literal = run.length() > length;
      Times times = times();
      if (literal && times == Times.PERHAPS_NONE) {
        run.setLength(length);
      }
      if (times != Times.PERHAPS_NONE) {
        best = better(best, inside);
      }
      if (!literal || times != Times.ONCE) {
        best = better(best, ended(run));
      }
    }
    return better(best, ended(run));
  }

  private static Set<String> better(Set<String> a, Set<String> b) {
    return a.isEmpty() || (!b.isEmpty() && NeededParts.worth(b) > NeededParts.worth(a)) ? b : a;
  }

  private static Set<String> ended(StringBuilder run) {
    Set<String> needed = run.length() >= NeededParts.SHORTEST ? Set.of(run.toString()) : Set.of();
    run.setLength(0);
    return needed;
  }

  /** Reads one piece: a character goes to the run; what a group needs is returned. */
  private Set<String> piece(StringBuilder run) {
    char c = next();
    switch (c) {
      case '(' -> {
        return group();
      }
      case '[' -> characterClass();
      case '\\' -> {
        char escaped = next();
        if (escaped < 128 && !Character.isLetterOrDigit(escaped)) {
          run.append(FoldedText.needed(escaped));
        } else if (NOTHING_SPECIAL.indexOf(escaped) < 0) {
          throw new TooClever();
        }
      }
      case '.', '^', '$' -> {
        // any character, or a place
      }
      case '*', '+', '?', '{', '}', ']' -> throw new TooClever();
      default -> {
        char folded = FoldedText.needed(c);
        if (folded != FoldedText.OTHER) {
          run.append(folded);
        }
      }
    }
    return Set.of();
  }

  private Set<String> group() {
    if (isNext('?')) {
      at++;
      if (next() != ':') {
        throw new TooClever();
      }
    }
    Set<String> inside = choices();
    if (next() != ')') {
      throw new TooClever();
    }
    return inside;
  }

  private void characterClass() {
    if (isNext('^')) {
      at++;
    }
    boolean first = true;
    while (first || !isNext(']')) {
      first = false;
      char c = next();
      if (c == '\\') {
        next();
      } else if (c == '[' && isNext(':')) {
        int end = source.indexOf(":]", at);
        if (end < 0) {
          throw new TooClever();
        }
        at = end + 2;
      }
    }
    at++;
  }

  private enum Times {
    ONCE,
    PERHAPS_NONE,
    SEVERAL
  }

  private Times times() {
    Times times = Times.ONCE;
    if (isNext('*') || isNext('?')) {
      at++;
      times = Times.PERHAPS_NONE;
    } else if (isNext('+')) {
      at++;
      times = Times.SEVERAL;
    } else if (isNext('{')) {
      at++;
      int least = 0;
      int digits = at;
      while (Character.isDigit(source.charAt(Math.min(at, source.length() - 1))) && !isAtEnd()) {
        least = Math.min(1, least + source.charAt(at++) - '0');
      }
      int end = source.indexOf('}', at);
      if (at == digits || end < 0 || !source.substring(at, end).matches("(,[0-9]*)?")) {
        throw new TooClever(); // a brace and no count
      }
      at = end + 1;
      times = least == 0 ? Times.PERHAPS_NONE : Times.SEVERAL;
    }
    if (times != Times.ONCE && (isNext('?') || isNext('+'))) {
      at++; // how eager it is
    }
    return times;
  }
}
