// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of named figures, printed as a table for people and as one line of JSON for programs. */
final class Figures {

  private final String bench;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  /** Of the bench of this name. */
  Figures(String bench) {
    this.bench = bench;
  }

  /** Begins a row; every row has the same names in the same order. */
  Map<String, Object> row() {
    Map<String, Object> row = new LinkedHashMap<>();
    rows.add(row);
    return row;
  }

  /** Prints the table and, in a line of its own that begins with a brace, the JSON. */
  void print(PrintStream out) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.copyOf(rows.get(0).keySet()));
    rows.forEach(row -> lines.add(row.values().stream().map(Figures::shown).toList()));
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean number = rows.get(0).values().toArray()[i] instanceof Number;
        text.append(String.format("%" + (number ? "" : "-") + widths[i] + "s  ", line.get(i)));
      }
      out.println(text.toString().stripTrailing());
    }
    out.println(json());
  }

  private String json() {
    String all =
        rows.stream()
            .map(
                row ->
                    row.entrySet().stream()
                        .map(e -> quoted(e.getKey()) + ":" + jsonValue(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}")))
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"bench\":" + quoted(bench) + ",\"rows\":" + all + "}";
  }

  private static String jsonValue(Object value) {
    return value instanceof Number ? shown(value) : quoted(value.toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** As it is printed: three figures or so. */
  static String shown(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    return String.format(
        Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f", number);
  }
}
