// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.Objects;

/**
 * A place in a config file.
 *
 * @param file the file as people know it, relative to the config directory where possible
 * @param line from 1; 0 for the file as a whole
 * @param column from 1; 0 for the line as a whole
 */
public record Place(String file, int line, int column) {

  /** Checks the parts. */
  public Place {
    Objects.requireNonNull(file, "file");
  }

  /** The file as a whole. */
  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  /** The form that editors and people click on: {@code file:line:column}. */
  @Override
  public String toString() {
    return line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
