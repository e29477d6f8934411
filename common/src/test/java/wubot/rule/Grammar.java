// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The grammar of docs/conditions.md at work: whether a condition can be had from its rules. */
final class Grammar {

  /** Where a name, a number or a time has ended. */
  private static final String END = "(?:(?<![\\p{L}\\p{Nd}_.])|(?![\\p{L}\\p{Nd}_.]))";

  private static final Pattern BLANKS = Pattern.compile("[ \\t\\n\\r\\f\\u00a0]*");
  private static final Pattern WORD_END = Pattern.compile("\\z|[ \\t\\n\\r\\f\\u00a0()\\[\"']");

  /** What the page says in words of the parts that have nothing between them. */
  private static final Map<String, String> IN_WORDS =
      Map.of(
          "a letter of any script, or a digit other than these", "(?![0-9])[\\p{L}\\p{Nd}]",
          "not before one of = < > ~", "(?![=<>~])",
          "not before one of = < >", "(?![=<>])",
          "inf, infinity or nan in any case", "(?i:infinity|inf|nan)",
          "B or bytes, or K, M, G, T, P, alone or with B or iB, in any case",
              "(?i:bytes|b|[kmgtp](?:i?b)?)",
          "any character but a double quote", "[^\"]",
          "any character but a single quote", "[^']");

  private static final Ebnf.Part AND = new Ebnf.Literal("AND");
  private static final Ebnf.Part OR = new Ebnf.Literal("OR");
  private static final Ebnf.Part NOT = new Ebnf.Literal("NOT");

  final Map<String, Ebnf.Part> rules;
  final Map<String, Ebnf.Part> words;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private final String text;
  private final IdentityHashMap<Ebnf.Part, Map<Integer, Set<Integer>>> known =
      new IdentityHashMap<>();

  private Grammar(Map<String, Ebnf.Part> rules, Map<String, Ebnf.Part> words, String text) {
    this.rules = rules;
    this.words = words;
    this.text = text;
  }

  static Grammar documented() throws IOException {
    List<Map<String, Ebnf.Part>> blocks = Ebnf.in("docs/conditions.md");
    if (blocks.size() != 2) {
      throw new AssertionError("expected two blocks of EBNF, found " + blocks.size());
    }
    Grammar grammar = new Grammar(blocks.get(0), blocks.get(1), "");
    grammar.words.forEach(
        (name, part) -> {
          boolean operator = name.equals("equal") || name.equals("compare");
          grammar.patterns.put(
              name, Pattern.compile("(?:" + grammar.regex(part) + ")" + (operator ? "" : END)));
        });
    return grammar;
  }

  /** Whether this condition can be had from the rules. */
  boolean derives(String condition) {
    Grammar on = new Grammar(rules, words, condition);
    on.patterns.putAll(patterns);
    return on.ends(new Ebnf.Named("condition"), 0, false).stream()
        .anyMatch(end -> on.skip(end) == condition.length());
  }

  private int skip(int at) {
    Matcher blanks = BLANKS.matcher(text).region(at, text.length());
    return blanks.lookingAt() ? blanks.end() : at;
  }

  /** Where this part may end that begins here. */
  private Set<Integer> ends(Ebnf.Part part, int from, boolean inGroup) {
    Map<Integer, Set<Integer>> here = known.computeIfAbsent(part, p -> new HashMap<>());
    int at = inGroup ? -from - 1 : from;
    Set<Integer> ends = here.get(at);
    if (ends == null) {
      ends = new TreeSet<>();
      find(part, from, inGroup, ends);
      here.put(at, ends);
    }
    return ends;
  }

  private void find(Ebnf.Part part, int from, boolean inGroup, Set<Integer> ends) {
    if (part instanceof Ebnf.Literal literal) {
      int at = skip(from);
      int end = at + literal.text().length();
      boolean word = Character.isLetter(literal.text().charAt(0));
      if (text.regionMatches(true, at, literal.text(), 0, literal.text().length())
          && (!word || WORD_END.matcher(text).region(end, text.length()).lookingAt())) {
        ends.add(end);
      }
    } else if (part instanceof Ebnf.Named named && words.containsKey(named.name())) {
      Matcher matcher = patterns.get(named.name()).matcher(text).region(skip(from), text.length());
      matcher.useTransparentBounds(true);
      if (matcher.lookingAt()
          && (!named.name().equals("quoted pattern") || isRegex(unquoted(matcher.group())))) {
        ends.add(matcher.end());
      }
    } else if (part instanceof Ebnf.Named named) {
      Ebnf.Part rule = rules.get(named.name());
      if (rule == null) {
        throw new AssertionError("no rule for " + named.name());
      }
      ends.addAll(ends(rule, from, inGroup || named.name().equals("group")));
    } else if (part instanceof Ebnf.InWords said) {
      inWords(said.words(), skip(from), inGroup, ends);
    } else if (part instanceof Ebnf.Sequence sequence) {
      Set<Integer> reached = Set.of(from);
      for (Ebnf.Part next : sequence.parts()) {
        reached =
            reached.stream()
                .flatMap(at -> ends(next, at, inGroup).stream())
                .collect(Collectors.toCollection(TreeSet::new));
      }
      ends.addAll(reached);
    } else if (part instanceof Ebnf.Choice choice) {
      choice.parts().forEach(p -> ends.addAll(ends(p, from, inGroup)));
    } else if (part instanceof Ebnf.Maybe maybe) {
      ends.add(from);
      ends.addAll(ends(maybe.part(), from, inGroup));
    } else if (part instanceof Ebnf.Repeated repeated) {
      Set<Integer> reached = Set.of(from);
      while (ends.addAll(reached)) {
        reached =
            reached.stream()
                .flatMap(at -> ends(repeated.part(), at, inGroup).stream())
                .collect(Collectors.toCollection(TreeSet::new));
      }
    }
  }

  private void inWords(String words, int at, boolean inGroup, Set<Integer> ends) {
    switch (words) {
      case "not the word NOT" -> {
        if (ends(NOT, at, inGroup).isEmpty()) {
          ends.add(at);
        }
      }
      case "a bare value that does not begin with {" -> bare(at, "{", inGroup, false, ends);
      case "a bare value that does not begin with {{" -> bare(at, "{{", inGroup, false, ends);
      case "a bare regular expression" -> bare(at, "\"", inGroup, true, ends);
      case "text without a comma, a closing bracket or a line break" -> {
        Matcher item = Pattern.compile("(?![\"'])[^,\\]\\n]+").matcher(text);
        if (item.region(at, text.length()).lookingAt() && !item.group().isBlank()) {
          ends.add(item.end());
        }
      }
      default -> throw new AssertionError("the test does not know: " + words);
    }
  }

  private void bare(int at, String not, boolean inGroup, boolean pattern, Set<Integer> ends) {
    boolean none =
        at == text.length()
            || "\"')".indexOf(text.charAt(at)) >= 0
            || text.startsWith(not, at)
            || isConnector(at);
    if (none) {
      return;
    }
    int end = BareValue.end(text, at, inGroup, pattern);
    String value = text.substring(at, end).strip();
    if (!value.isEmpty() && value.indexOf('\n') < 0 && (!pattern || isRegex(value))) {
      ends.add(end);
    }
  }

  private boolean isConnector(int at) {
    return !ends(AND, at, false).isEmpty() || !ends(OR, at, false).isEmpty();
  }

  private static String unquoted(String quoted) {
    String inner = quoted.substring(1, quoted.length() - 1);
    return quoted.startsWith("'") ? inner.replace("''", "'") : inner.replace("\\\"", "\"");
  }

  private static boolean isRegex(String source) {
    try {
      Regex.of(source);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String regex(Ebnf.Part part) {
    if (part instanceof Ebnf.Literal literal) {
      return Pattern.quote(literal.text());
    } else if (part instanceof Ebnf.Named named) {
      return "(?:" + regex(words.get(named.name())) + ")";
    } else if (part instanceof Ebnf.InWords said) {
      String regex = IN_WORDS.get(said.words());
      if (regex == null) {
        throw new AssertionError("the test does not know: " + said.words());
      }
      return regex;
    } else if (part instanceof Ebnf.Sequence sequence) {
      return sequence.parts().stream().map(this::regex).collect(Collectors.joining());
    } else if (part instanceof Ebnf.Choice choice) {
      return choice.parts().stream().map(this::regex).collect(Collectors.joining("|", "(?:", ")"));
    } else if (part instanceof Ebnf.Maybe maybe) {
      return "(?:" + regex(maybe.part()) + ")?";
    }
    return "(?:" + regex(((Ebnf.Repeated) part).part()) + ")*+";
  }
}
