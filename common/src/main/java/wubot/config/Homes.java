// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;

/** What paths in config files are relative to. */
final class Homes {

  private Homes() {}

  /** A path as written: {@code ~} is the user's home, relative ones start at wubot's. */
  static Path resolve(Path home, Path written) {
    Path expanded = written;
    if (written.startsWith("~")) {
      Path user = Path.of(System.getProperty("user.home"));
      int names = written.getNameCount();
      expanded = names == 1 ? user : user.resolve(written.subpath(1, names));
    }
    return home.resolve(expanded).normalize();
  }
}
