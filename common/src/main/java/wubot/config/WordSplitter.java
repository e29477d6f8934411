// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a shell would, but does nothing else that a shell does:
 * quotes and backslashes hold a word together, everything else is text.
 */
public final class WordSplitter {

  private static final String ONLY_A_SHELL_KNOWS = "|&;<>`";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private WordSplitter(String text) {
    this.text = text;
  }

  /**
   * The words.
   *
   * @throws IllegalArgumentException when a quote is not closed, or when something stands there
   *     that only a shell understands
   */
  public static List<String> split(String text) {
    return new WordSplitter(text).split();
  }

  private List<String> split() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'' || c == '"') {
        quoted(c);
      } else if (c == '\\' && at < text.length()) {
        add(text.charAt(at++));
      } else if (Character.isWhitespace(c)) {
        end();
      } else if (ONLY_A_SHELL_KNOWS.indexOf(c) >= 0 || (c == '$' && text.startsWith("(", at))) {
        throw new IllegalArgumentException(
            "'"
                + (c == '$' ? "$(" : String.valueOf(c))
                + "' means something to a shell only, and none is used; use 'shell', or put it in"
                + " quotes if it is meant as it stands");
      } else {
        add(c);
      }
    }
    end();
    return List.copyOf(words);
  }

  private void quoted(char quote) {
    inWord = true;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return;
      }
      boolean escaped =
          quote == '"' && c == '\\' && at < text.length() && "\"\\$`".indexOf(text.charAt(at)) >= 0;
      add(escaped ? text.charAt(at++) : c);
    }
    throw new IllegalArgumentException("a quote (" + quote + ") is opened and not closed");
  }

  private void add(char c) {
    inWord = true;
    word.append(c);
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
