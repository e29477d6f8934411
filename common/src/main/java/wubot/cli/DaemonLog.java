// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of a daemon: plain words to stderr, and the same with details to a file that is rotated
 * by day and size.
 */
public final class DaemonLog {

  private DaemonLog() {}

  /**
   * Makes all logging of this process go to stderr and to {@code log/NAME.log} in a home. To be
   * called before anything logs: a class that calls it must not have a logger of its own.
   *
   * @param home wubot's home; it is made, and its directory {@code log}, when missing
   * @param name the daemon's; if its file cannot be written, that is said and stderr is all there
   *     is
   * @param verbose whether to log what is only of use to find a mistake
   * @throws IOException when the directories cannot be made
   */
  public static void open(Path home, String name, boolean verbose) throws IOException {
    Path directory = Files.createDirectories(home.resolve("log"));
    Path file = directory.resolve(name + ".log");
    if (!Files.isWritable(Files.exists(file) ? file : directory) || Files.isDirectory(file)) {
      System.err.println(
          "wubot " + name + ": cannot write " + file + ": what it would log is only shown here");
    }
    System.setProperty("logback.configurationFile", "wubot/daemon-logback.xml");
    System.setProperty("wubot.log.file", file.toString());
    if (verbose) {
      System.setProperty("wubot.log.level", "DEBUG");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
