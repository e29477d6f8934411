// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Perl's spelling that always comes to an end.
 *
 * <p>Plain texts are searched for as such. Everything else runs on java.util.regex with a bounded
 * number of steps; where these do not suffice, RE2/J, which needs linear time, finds the same
 * answer; where it cannot express the pattern (look-around, back references), the search fails with
 * a {@link RegexException} instead of holding up everybody else. The bound counts steps and not
 * time, so that the same text always gives the same result.
 */
public final class Regex {

  /** Reads of a character allowed for one search, beside a share for each character of the text. */
  private static final long STEPS = 1_000_000;

  private static final int STEPS_PER_CHARACTER = 16;

  private final String source;
  private final boolean ignoreCase;
  private final boolean dotAll;
  private final Pattern pattern;
  private final PlainPattern plain; // null: not a plain text
  private com.google.re2j.Pattern linear; // made when first needed
  private boolean linearTried;

  /**
   * One place where the expression was found.
   *
   * @param start index of the first character
   * @param end index after the last character
   * @param groups what the groups captured, the whole match first; empty text for a group that took
   *     no part
   */
  public record Match(int start, int end, List<String> groups) {}

  private Regex(String source, boolean ignoreCase, boolean dotAll) {
    this.source = source;
    this.ignoreCase = ignoreCase;
    this.dotAll = dotAll;
    int flags = Pattern.UNIX_LINES;
    if (ignoreCase) {
      flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    }
    if (dotAll) {
      flags |= Pattern.DOTALL;
    }
    if (usesCharacterClasses(source)) {
      flags |= Pattern.UNICODE_CHARACTER_CLASS;
    }
    this.pattern = Pattern.compile(PerlPattern.toJava(source), flags);
    this.plain = PlainPattern.of(source, ignoreCase).orElse(null);
  }

  /**
   * Reads an expression; {@code .} does not match a line break.
   *
   * @throws IllegalArgumentException with what is wrong and where in the expression
   */
  public static Regex of(String source) {
    return make(source, false, false);
  }

  /** As {@link #of}, without regard to upper and lower case. */
  public static Regex ignoringCase(String source) {
    return make(source, true, false);
  }

  /** As {@link #of}; {@code .} matches line breaks too. */
  public static Regex acrossLines(String source) {
    return make(source, false, true);
  }

  private static Regex make(String source, boolean ignoreCase, boolean dotAll) {
    try {
      return new Regex(source, ignoreCase, dotAll);
    } catch (PatternSyntaxException e) {
      if (e.getDescription().startsWith("Stack overflow")) {
        throw new IllegalArgumentException("the regular expression is nested too deep", e);
      }
      String where = e.getIndex() >= 0 ? " at character " + (e.getIndex() + 1) : "";
      throw new IllegalArgumentException(
          "'" + source + "' is not a regular expression: " + e.getDescription() + where, e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("the regular expression is nested too deep", e);
    }
  }

  /** The expression as written. */
  public String source() {
    return source;
  }

  /** Whether case is ignored. */
  public boolean ignoresCase() {
    return ignoreCase;
  }

  /**
   * Whether the expression is found anywhere in the text.
   *
   * @throws RegexException when that would take too long
   */
  public boolean find(String text) {
    if (plain != null) {
      return plain.find(text);
    }
    try {
      return pattern.matcher(limited(text)).find();
    } catch (StepLimitedText.Exhausted | StackOverflowError e) {
      return mayBeIn(text) && linear(text).find(text);
    }
  }

  /** Texts of which one at least stands in all that it matches, if there are such. */
  Optional<Set<String>> neededParts() {
    return RegexParts.of(source);
  }

  /** No search is needed where nothing is that the expression cannot do without. */
  private boolean mayBeIn(String text) {
    return neededParts()
        .map(parts -> parts.stream().anyMatch(part -> FoldedText.isIn(text, part)))
        .orElse(true);
  }

  /**
   * The places where the expression is found, from left to right, not overlapping.
   *
   * @param limit how many at most
   * @throws RegexException when that would take too long
   */
  public List<Match> matches(String text, int limit) {
    List<Match> found = new ArrayList<>();
    try {
      Matcher matcher = pattern.matcher(limited(text));
      while (found.size() < limit && matcher.find()) {
        List<String> groups = new ArrayList<>(matcher.groupCount() + 1);
        for (int g = 0; g <= matcher.groupCount(); g++) {
          groups.add(Objects.requireNonNullElse(matcher.group(g), ""));
        }
        found.add(new Match(matcher.start(), matcher.end(), groups));
      }
      return found;
    } catch (StepLimitedText.Exhausted | StackOverflowError e) {
      return mayBeIn(text) ? linear(text).matches(text, limit) : List.of();
    }
  }

  /**
   * Whether some texts take so long that searching them needs another way, or fails.
   *
   * @return empty when none was found; else whether there is no other way, so that the search fails
   */
  public Optional<Boolean> failsOnHardTexts() {
    if (plain != null) {
      return Optional.empty();
    }
    for (String text : HardTexts.of(source)) {
      try {
        var unused = pattern.matcher(limited(text)).find();
      } catch (StepLimitedText.Exhausted | StackOverflowError e) {
        try {
          linear(text);
          return Optional.of(false);
        } catch (RegexException none) {
          return Optional.of(true);
        }
      }
    }
    return Optional.empty();
  }

  /** The text with every match replaced by this text, which is taken as it is. */
  public String replaceAll(String text, String replacement) {
    StringBuilder result = new StringBuilder(text.length());
    int copied = 0;
    for (Match match : matches(text, Integer.MAX_VALUE)) {
      result.append(text, copied, match.start()).append(replacement);
      copied = match.end();
    }
    return result.append(text, copied, text.length()).toString();
  }

  private static StepLimitedText limited(String text) {
    return new StepLimitedText(text, STEPS + (long) STEPS_PER_CHARACTER * text.length());
  }

  private LinearSearch linear(String text) {
    boolean ascii = text.chars().allMatch(c -> c < 128);
    if (!linearTried) {
      linearTried = true;
      int flags = ignoreCase ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0;
      flags |= dotAll ? com.google.re2j.Pattern.DOTALL : 0;
      try {
        linear = com.google.re2j.Pattern.compile(PerlPattern.toLinear(source), flags);
      } catch (com.google.re2j.PatternSyntaxException | PatternSyntaxException e) {
        linear = null;
      }
    }
    // RE2/J's \w and \b know ASCII only.
    if (linear == null || (!ascii && usesCharacterClasses(source)) || source.contains("(?m")) {
      throw new RegexException(
          "the regular expression '"
              + source
              + "' takes too long on a text of "
              + text.length()
              + " characters; repeated parts that can match the same text in several ways are the"
              + " usual reason");
    }
    return new LinearSearch(linear);
  }

  private static boolean usesCharacterClasses(String source) {
    for (String name : List.of("\\w", "\\W", "\\b", "\\B", "\\s", "\\S", "\\d", "\\D", "[:")) {
      if (source.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** Equal when written the same way with the same regard to case and lines. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Regex that
        && source.equals(that.source)
        && ignoreCase == that.ignoreCase
        && dotAll == that.dotAll;
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
