// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** Makes conditions from the grammar of docs/conditions.md. */
final class Sentences {

  private static final List<String> NAMES =
      List.of("a", "time", "weekday", "x.y_2", "größe", "contains", "true", "5m", "with", "in");
  private static final List<String> BARE =
      List.of("OK", "disk is full", "a (b or c) d", "android", "Mon-Fri", "- 5 %", "x = y", "}} [");
  private static final List<String> PATTERNS =
      List.of(
          "^a.*b$",
          "(x|y) andx",
          "[)]+",
          "\\(\\d",
          "a{2}",
          "[[:alpha:]-]",
          "\\bor\\b",
          "(a and b)");
  private static final List<String> ITEMS = List.of("OK", "two words", "a(b", "Fri", "5.0", "x\"y");
  private static final List<String> BLANKS = List.of(" ", " ", " ", "  ", "\n", "\t", " \n ");

  private final Grammar grammar;
  private final Random random;
  private StringBuilder text = new StringBuilder();
  private String last = "";

  Sentences(Grammar grammar, Random random) {
    this.grammar = grammar;
    this.random = random;
  }

  String next() {
    text = new StringBuilder();
    last = "";
    syntax(new Ebnf.Named("condition"), 0);
    return text.toString();
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void syntax(Ebnf.Part part, int depth) {
    if (part instanceof Ebnf.Literal literal) {
      token(random.nextInt(4) == 0 ? literal.text().toLowerCase(Locale.ROOT) : literal.text());
    } else if (part instanceof Ebnf.Named named && grammar.words.containsKey(named.name())) {
      token(word(named.name()));
    } else if (part instanceof Ebnf.Named named) {
      syntax(grammar.rules.get(named.name()), depth + 1);
    } else if (part instanceof Ebnf.InWords said) {
      inWords(said.words());
    } else if (part instanceof Ebnf.Sequence sequence) {
      sequence.parts().forEach(p -> syntax(p, depth));
    } else if (part instanceof Ebnf.Choice choice) {
      syntax(
          depth > 12 ? choice.parts().get(choice.parts().size() - 1) : one(choice.parts()), depth);
    } else if (part instanceof Ebnf.Maybe maybe) {
      if (random.nextBoolean()) {
        syntax(maybe.part(), depth);
      }
    } else if (part instanceof Ebnf.Repeated repeated) {
      for (int n = depth > 12 ? 0 : random.nextInt(3); n > 0; n--) {
        syntax(repeated.part(), depth);
      }
    }
  }

  private void inWords(String words) {
    if (words.startsWith("a bare value")) {
      token(one(BARE));
    } else if (words.startsWith("a bare regular")) {
      token(one(PATTERNS));
    } else if (words.startsWith("text without")) {
      token(one(ITEMS));
    }
  }

  /** Blanks may be missing where no word or value would run into the next. */
  private void token(String token) {
    boolean apart = Set.of("", "(", "[", "{{", ",").contains(last) || ")],".contains(token);
    last = token;
    if (!apart || random.nextInt(3) == 0) {
      text.append(one(BLANKS));
    }
    text.append(token);
  }

  private String word(String name) {
    return switch (name) {
      case "name" -> one(NAMES);
      case "right name" -> one(NAMES.subList(0, 7));
      case "quoted pattern" -> "\"" + one(PATTERNS) + "\"";
      case "number" -> number();
      default -> lexical(grammar.words.get(name));
    };
  }

  private String number() {
    return lexical(grammar.words.get("number"))
        .replaceAll("(?<=[0-9.])[yY]", "d"); // a thousand years at most
  }

  private String lexical(Ebnf.Part part) {
    StringBuilder made = new StringBuilder();
    if (part instanceof Ebnf.Literal literal) {
      made.append(literal.text());
    } else if (part instanceof Ebnf.Named named) {
      made.append(lexical(grammar.words.get(named.name())));
    } else if (part instanceof Ebnf.InWords said) {
      made.append(
          switch (said.words().replaceAll(" .*", "")) {
            case "a" -> one(List.of("a", "Z", "ß"));
            case "inf," -> one(List.of("inf", "Infinity", "NaN"));
            case "B" -> one(List.of("B", "kb", "GiB", "M"));
            case "any" -> one(List.of("a", " ", "(", "\n", "AND"));
            default -> "";
          });
    } else if (part instanceof Ebnf.Sequence sequence) {
      sequence.parts().forEach(p -> made.append(lexical(p)));
    } else if (part instanceof Ebnf.Choice choice) {
      made.append(lexical(one(choice.parts())));
    } else if (part instanceof Ebnf.Maybe maybe && random.nextBoolean()) {
      made.append(lexical(maybe.part()));
    } else if (part instanceof Ebnf.Repeated repeated) {
      for (int n = random.nextInt(3); n > 0; n--) {
        made.append(lexical(repeated.part()));
      }
    }
    return made.toString();
  }
}
