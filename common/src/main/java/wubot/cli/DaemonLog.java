// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of a daemon: plain words to stderr, and the same with details to a file that is rotated
 * by day and size.
 */
public final class DaemonLog {

  private DaemonLog() {}

  /**
   * Makes all logging of this process go to stderr and to this file. To be called before anything
   * logs: a class that calls it must not have a logger of its own.
   *
   * @param file where; its directory must exist. If it cannot be written, stderr is all there is
   * @param verbose whether to log what is only of use to find a mistake
   */
  public static void open(Path file, boolean verbose) {
    System.setProperty("logback.configurationFile", "wubot/daemon-logback.xml");
    System.setProperty("wubot.log.file", file.toString());
    if (verbose) {
      System.setProperty("wubot.log.level", "DEBUG");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
