// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.nio.file.Path;
import java.time.Duration;

/** Stores that several processes of a test share, by a text that says which. */
final class ClaimsStores {
  private ClaimsStores() {}

  static Store open(String which, Duration timeout) {
    String[] kindAndRest = which.split(":", 2);
    return switch (kindAndRest[0]) {
      case "file" -> new FileStore(Path.of(kindAndRest[1]), timeout);
      default -> throw new IllegalArgumentException("no store of this kind: " + which);
    };
  }
}
