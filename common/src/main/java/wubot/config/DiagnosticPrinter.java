// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows diagnostics to people: the place, the line with a caret under what is meant, the problem
 * and what to do.
 *
 * <pre>
 * plugins/Ping/gate.yaml:2:1: error: unknown key 'dealy'
 *    2 | dealy: 5s
 *      | ^^^^^
 *   did you mean 'delay'?
 * </pre>
 *
 * <p>The values of lines that look as if they held a secret are not shown.
 */
public final class DiagnosticPrinter {

  private static final int WIDEST = 120;

  /** Of a line longer than this nothing is shown. */
  private static final int LONGEST_LINE = 10_000;

  private final Path directory;
  private final boolean colours;
  private final Map<String, List<String>> files = new HashMap<>();

  /**
   * A printer for the files of one tree.
   *
   * @param directory the config directory, which places are relative to
   * @param colours whether to colour the severity for a terminal
   */
  public DiagnosticPrinter(Path directory, boolean colours) {
    this.directory = directory;
    this.colours = colours;
  }

  /** One diagnostic as lines of text, the last one without a line end. */
  public String print(Diagnostic diagnostic) {
    Place place = diagnostic.place();
    String severity = diagnostic.severity().name().toLowerCase(java.util.Locale.ROOT);
    StringBuilder text = new StringBuilder();
    text.append(place).append(": ").append(coloured(diagnostic.severity(), severity));
    text.append(": ").append(diagnostic.problem());
    if (place.line() > 0) {
      List<String> lines = files.computeIfAbsent(place.file(), this::lines);
      if (place.line() <= lines.size() && lines.get(place.line() - 1).length() <= LONGEST_LINE) {
        appendExcerpt(text, place, SecretLines.hidden(lines, place.line()));
      }
    }
    if (!diagnostic.hint().isEmpty()) {
      text.append("\n  ").append(diagnostic.hint().replace("\n", "\n  "));
    }
    return text.toString();
  }

  private String coloured(Diagnostic.Severity severity, String text) {
    if (!colours) {
      return text;
    }
    String code =
        switch (severity) {
          case ERROR -> "31";
          case WARNING -> "33";
          case NOTE -> "36";
        };
    return "\u001b[1;" + code + "m" + text + "\u001b[0m";
  }

  private static void appendExcerpt(StringBuilder text, Place place, String line) {
    if (line.isBlank()) {
      return;
    }
    String number = String.format(java.util.Locale.ROOT, "%4d", place.line());
    int[] letters = line.codePoints().map(DiagnosticPrinter::visible).toArray();
    int column = Math.min(Math.max(place.column(), 1), letters.length + 1) - 1;
    int from = column > WIDEST - 20 ? column - 40 : 0;
    int to = Math.min(letters.length, from + WIDEST);
    String shown = new String(letters, from, to - from);
    text.append('\n').append(number).append(" | ").append(from > 0 ? "…" : "").append(shown);
    text.append(to < letters.length ? "…" : "");
    if (place.column() > 0) {
      text.append("\n     | ").append(" ".repeat(column - from + (from > 0 ? 1 : 0)));
      text.append("^".repeat(width(letters, column, to)));
    }
  }

  private static int visible(int c) {
    return c == '\t' ? ' ' : Character.isISOControl(c) ? '\ufffd' : c;
  }

  /** How long the word at a column is, as far as it is shown. */
  private static int width(int[] letters, int column, int to) {
    int end = column;
    while (end < to && letters[end] != ' ' && !isKeyEnd(letters, end)) {
      end++;
    }
    return Math.max(1, end - column);
  }

  private static boolean isKeyEnd(int[] letters, int at) {
    return letters[at] == ':' && (at + 1 == letters.length || letters[at + 1] == ' ');
  }

  private List<String> lines(String file) {
    try {
      Path path = directory.resolve(file);
      if (Files.isRegularFile(path) && Files.size(path) <= Yaml.MAX_BYTES) {
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        return List.of(text.split("\r\n|[\r\n]", -1));
      }
    } catch (IOException | InvalidPathException e) {
      return List.of(); // the diagnostic itself says what is wrong with the file
    }
    return List.of();
  }
}
