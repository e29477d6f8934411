// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Faults of processes: killed, stopped, in another year. */
final class Kills {

  private static final long YEAR = Duration.ofDays(365).toMillis();

  private Kills() {}

  static List<Fault> faults() {
    return List.of(
        Fault.of("kill-sender", scene -> one(scene, Point.Role.SENDER)),
        Fault.of("kill-middle", scene -> one(scene, Point.Role.MIDDLE)),
        Fault.of("kill-reactor", scene -> one(scene, Point.Role.REACTOR)),
        Fault.of("kill-receiver", scene -> one(scene, Point.Role.RECEIVER)),
        Fault.of("kill-server", Kills::server),
        Fault.of("kill-all", Kills::all),
        Fault.of("stopped", Kills::stopped),
        Fault.of("clock", Kills::clock));
  }

  private static boolean one(Scene scene, Point.Role role) {
    Daemon daemon = scene.any(scene.network().daemons(role));
    scene.moment(1500);
    scene.kill(daemon);
    scene.moment(1000);
    daemon.start();
    return true;
  }

  private static boolean server(Scene scene) {
    scene.moment(1500);
    scene.killServer();
    scene.moment(3000);
    scene.network().server().start();
    return true;
  }

  private static boolean all(Scene scene) {
    List<Daemon> daemons = new ArrayList<>(scene.network().daemons());
    Collections.shuffle(daemons, scene.random());
    scene.moment(1000);
    daemons.forEach(scene::kill);
    scene.killServer();
    daemons.forEach(Daemon::start);
    scene.network().server().start();
    return true;
  }

  private static boolean stopped(Scene scene) {
    List<Daemon> daemons = scene.network().daemons();
    int which = scene.random().nextInt(daemons.size() + 1);
    if (which < daemons.size()) {
      daemons.get(which).signal("STOP");
      scene.hold(3, 150);
      daemons.get(which).signal("CONT");
    } else {
      String pid = Long.toString(scene.network().server().pid());
      Shell.run("kill", "-STOP", pid);
      scene.hold(3, 150);
      Shell.run("kill", "-CONT", pid);
    }
    return true;
  }

  private static boolean clock(Scene scene) {
    Host host = scene.any(scene.network().hosts());
    List<Long> jumps = new ArrayList<>(List.of(YEAR, -YEAR));
    Collections.shuffle(jumps, scene.random());
    for (long jump : jumps) {
      host.daemons().forEach(daemon -> daemon.shiftClock(jump));
      scene.hold(1, 10);
      scene.expectFlow("with the clock of " + host.name() + " off by " + Duration.ofMillis(jump));
    }
    if (scene.random().nextBoolean()) { // started in the wrong year, too
      scene.kill(host.monitor());
      host.monitor().start();
      scene.expectFlow("after a start of " + host.name() + " in another year");
    }
    host.daemons().forEach(daemon -> daemon.shiftClock(0));
    return true;
  }
}
