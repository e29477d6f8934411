// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

/** Closing several things, of which some may never have been started. */
final class Programs {

  private Programs() {}

  static void close(Feed feed, Program... programs) {
    if (feed != null) {
      feed.close();
    }
    close(programs);
  }

  static void close(Program... programs) {
    for (Program program : programs) {
      if (program != null) {
        program.close();
      }
    }
  }
}
