// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Faults of the kind: killed exactly here. Several daemons at once, each where it passes by; one
 * fault for each point, and one that lets every daemon die somewhere else.
 */
final class Points {

  private static final int AT_ONCE = 3;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);

  private Points() {}

  static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    faults.add(Fault.of("points", Points::everywhere));
    for (Point point : Point.values()) {
      if (point.isOfNetwork()) {
        faults.add(
            new Fault("at-" + point.label(), false, Fault.Part.LONG, scene -> here(scene, point)));
      }
    }
    return faults;
  }

  private static boolean here(Scene scene, Point point) {
    List<Daemon> daemons = new ArrayList<>(scene.network().daemons());
    daemons.removeIf(daemon -> !point.isPassedBy(daemon.role()));
    Collections.shuffle(daemons, scene.random());
    Map<Daemon, Point> plan = new LinkedHashMap<>();
    daemons.stream().limit(AT_ONCE).forEach(daemon -> plan.put(daemon, point));
    return strike(scene, plan) > 0;
  }

  private static boolean everywhere(Scene scene) {
    Map<Daemon, Point> plan = new LinkedHashMap<>();
    for (Daemon daemon : scene.network().daemons()) {
      List<Point> passed =
          Arrays.stream(Point.values()).filter(point -> point.isPassedBy(daemon.role())).toList();
      plan.put(daemon, scene.any(passed));
    }
    return strike(scene, plan) > 0;
  }

  /** Lets them die, starts them again as they do; returns how many died. */
  private static int strike(Scene scene, Map<Daemon, Point> plan) {
    plan.forEach(
        (daemon, point) -> {
          if (point.isAtStart()) {
            scene.kill(daemon);
            daemon.startToDie(point);
          } else {
            daemon.arm(point, point.isRare() ? 1 : 1 + scene.random().nextInt(3));
          }
        });
    Map<Daemon, Point> pending = new LinkedHashMap<>(plan);
    long end = System.nanoTime() + PATIENCE;
    while (!pending.isEmpty() && System.nanoTime() < end) {
      for (Daemon daemon : List.copyOf(pending.keySet())) {
        if (daemon.hasDied()) {
          scene.killedAt(pending.remove(daemon));
          daemon.disarm();
          daemon.start();
        }
      }
      Shell.pause(10);
    }
    for (Daemon daemon : pending.keySet()) {
      daemon.disarm();
      if (!daemon.isAlive()) { // at the last moment
        daemon.start();
      }
    }
    return plan.size() - pending.size();
  }
}
