// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** The text of a YAML file by lines, for explaining what is wrong in it. */
final class YamlSource {

  private final String shown;
  private final List<String> lines;

  YamlSource(String shown, String text) {
    this.shown = shown;
    this.lines = List.of(text.split("\r\n|[\r\n]", -1));
  }

  /** The place of a mark. */
  Place place(Mark mark) {
    return new Place(shown, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** A place by line and column, both from 1. */
  Place place(int line, int column) {
    return new Place(shown, line, column);
  }

  /** The file as a whole. */
  Place whole() {
    return Place.of(shown);
  }

  /** A line, from 1; empty outside the text. */
  String line(int number) {
    return number < 1 || number > lines.size() ? "" : lines.get(number - 1);
  }

  /** The rest of the line at a mark. */
  String rest(Mark mark) {
    String line = line(mark.getLine() + 1);
    int from = Math.min(mark.getColumn(), line.codePointCount(0, line.length()));
    return line.substring(line.offsetByCodePoints(0, from));
  }
}
