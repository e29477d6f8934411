// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.Message;

/** The tables of a page of the documentation that a test can run. */
final class DocumentedTables {

  /**
   * A row, without the backquotes around its cells.
   *
   * @param line where it stands, from 1
   */
  record Row(String page, int line, List<String> cells) {

    /** A message written as {@code field: value, field: value}. */
    Message message(int cell) {
      Problems problems = new Problems();
      Node node = Yaml.parse("{" + cells.get(cell) + "}", page, problems).orElseThrow();
      if (problems.hasErrors()) {
        throw new AssertionError(this + ": " + problems.all());
      }
      Message message = Message.of(Map.of());
      ((Map<?, ?>) node.plain()).forEach((name, value) -> message.put((String) name, value));
      return message;
    }

    @Override
    public String toString() {
      return page + ":" + line + ": " + String.join(" | ", cells);
    }
  }

  private DocumentedTables() {}

  /** The rows of all tables whose first heading is this one. */
  static List<Row> rows(String page, String heading) throws IOException {
    Path file = Path.of(System.getProperty("wubot.root", "..")).resolve(page);
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.startsWith("|")) {
        inside = false;
      } else if (line.startsWith("| " + heading + " |")) {
        inside = true;
      } else if (inside && !line.startsWith("|---")) {
        rows.add(new Row(page, i + 1, cells(line)));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1)) {
      String text = cell.strip().replace("\\|", "|");
      boolean code = text.length() > 1 && text.startsWith("`") && text.endsWith("`");
      cells.add(code ? text.substring(1, text.length() - 1) : text);
    }
    return cells;
  }
}
