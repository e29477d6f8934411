// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine of the network.
 *
 * @param name its short name, and that of its account
 * @param home wubot's home
 * @param wire its way into the network; empty where there are no networks of our own
 * @param disks by what lies on them: queue, state, log
 * @param daemons what runs there, the monitor first
 */
record Host(
    String name, Path home, Optional<Wire> wire, Map<String, Disk> disks, List<Daemon> daemons) {

  Path mainQueue() {
    return home.resolve("reactor");
  }

  Daemon monitor() {
    return daemons.get(0);
  }

  /** The file in which a feeding host notes what it sent. */
  static Path ledger(Path home) {
    return home.resolveSibling(home.getFileName() + ".ledger");
  }

  /** The file that says how many messages a second it feeds. */
  static Path pace(Path home) {
    return home.resolveSibling(home.getFileName() + ".pace");
  }

  void pace(int perSecond) {
    try {
      Path fresh = home.resolveSibling(name + ".pace.new");
      Files.writeString(fresh, Integer.toString(perSecond));
      Files.move(fresh, pace(home), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
