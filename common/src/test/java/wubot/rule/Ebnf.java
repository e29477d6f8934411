// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of a grammar, as a page of the documentation has them in EBNF. */
final class Ebnf {

  /** What a rule is made of. */
  sealed interface Part {}

  /** Stands in the text as it is. */
  record Literal(String text) implements Part {}

  /** Another rule. */
  record Named(String name) implements Part {}

  /** Said in words, between question marks. */
  record InWords(String words) implements Part {}

  /** One after another. */
  record Sequence(List<Part> parts) implements Part {}

  /** One of several. */
  record Choice(List<Part> parts) implements Part {}

  /** Any number of times. */
  record Repeated(Part part) implements Part {}

  /** Once or not at all. */
  record Maybe(Part part) implements Part {}

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"[^\"]*\"|'[^']*'|\\?[^?]*\\?|[\\[\\](){},|=;]|[a-z]+(?: [a-z]+)*|\\z)");

  private final List<String> tokens = new ArrayList<>();
  private int at;

  private Ebnf(String text) {
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length() && token.region(end, text.length()).lookingAt()) {
      tokens.add(token.group(1));
      end = token.end();
    }
    if (!text.substring(end).isBlank()) {
      throw new AssertionError("no EBNF: " + text.substring(end));
    }
    tokens.removeIf(String::isEmpty);
  }

  /** The grammars of a page, one for each block, in their order. */
  static List<Map<String, Part>> in(String page) throws IOException {
    Path file = Path.of(System.getProperty("wubot.root", "..")).resolve(page);
    Matcher block =
        Pattern.compile("(?s)```ebnf\n(.*?)```").matcher(Files.readString(file).replace("\r", ""));
    List<Map<String, Part>> grammars = new ArrayList<>();
    while (block.find()) {
      grammars.add(new Ebnf(block.group(1).replaceAll("\\(\\*.*?\\*\\)", "")).rules());
    }
    return grammars;
  }

  private Map<String, Part> rules() {
    Map<String, Part> rules = new LinkedHashMap<>();
    while (at < tokens.size()) {
      String name = next();
      expect("=");
      if (rules.put(name, choice()) != null) {
        throw new AssertionError("two rules for " + name);
      }
      expect(";");
    }
    return rules;
  }

  private Part choice() {
    List<Part> parts = new ArrayList<>();
    do {
      parts.add(sequence());
    } while (take("|"));
    return parts.size() == 1 ? parts.get(0) : new Choice(parts);
  }

  private Part sequence() {
    List<Part> parts = new ArrayList<>();
    do {
      parts.add(part());
    } while (take(","));
    return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
  }

  private Part part() {
    String token = next();
    return switch (token.charAt(0)) {
      case '"', '\'' -> new Literal(token.substring(1, token.length() - 1));
      case '?' -> new InWords(token.substring(1, token.length() - 1).strip());
      case '(' -> closed(choice(), ")");
      case '[' -> new Maybe(closed(choice(), "]"));
      case '{' -> new Repeated(closed(choice(), "}"));
      default -> new Named(token);
    };
  }

  private Part closed(Part part, String by) {
    expect(by);
    return part;
  }

  private String next() {
    return tokens.get(at++);
  }

  private boolean take(String token) {
    boolean found = at < tokens.size() && tokens.get(at).equals(token);
    at += found ? 1 : 0;
    return found;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw new AssertionError("expected " + token + " after " + tokens.subList(0, at));
    }
  }
}
