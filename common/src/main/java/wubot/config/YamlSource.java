// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.error.Mark;

/** The text of a YAML file by lines, for explaining what is wrong in it. */
final class YamlSource {

  private final String shown;
  private final String text;
  private final List<String> lines;
  private int knownIndex; // the last place asked for, in code points, as marks count
  private int knownOffset; // and the same place in the text

  YamlSource(String shown, String text) {
    this.shown = shown;
    this.text = text;
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

  /** The number, from 1, of the first line with more characters than this. */
  OptionalInt lineOver(int most) {
    return IntStream.rangeClosed(1, lines.size())
        .filter(number -> line(number).length() > most)
        .findFirst();
  }

  /**
   * Whether the text at a mark begins with this pattern. Copies nothing, and marks that follow each
   * other cost no more than the way between them: a line may hold tens of thousands of keys.
   */
  boolean follows(Mark mark, Pattern pattern) {
    knownOffset = text.offsetByCodePoints(knownOffset, mark.getIndex() - knownIndex);
    knownIndex = mark.getIndex();
    return pattern.matcher(text).region(knownOffset, text.length()).lookingAt();
  }
}
