// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;

/** Faults of disks. */
final class FullDisks {

  private FullDisks() {}

  static List<Fault> faults() {
    return List.of(
        Fault.isolated("full-queue", scene -> full(scene, "queue")),
        Fault.isolated("full-state", scene -> full(scene, "state")),
        Fault.isolated("full-log", scene -> full(scene, "log")),
        Fault.isolated("read-only", FullDisks::readOnly));
  }

  private static boolean full(Scene scene, String what) {
    Host host = scene.any(scene.network().hosts());
    Disk disk = host.disks().get(what);
    disk.fill();
    boolean happened = disk.isFull();
    scene.hold(2, 20);
    if (what.equals("log")) {
      scene.expectFlow("with no room for the log of " + host.name());
    }
    if (scene.random().nextBoolean()) { // killed and started without room
      scene.kill(host.monitor());
      host.monitor().start();
      scene.hold(2, 10);
    }
    disk.free();
    return happened;
  }

  /** The kernel gives up the queue's file system under the daemons; later it is put back. */
  private static boolean readOnly(Scene scene) {
    Host host =
        scene.any(scene.network().hosts().stream().filter(h -> h.disks().size() > 0).toList());
    Disk disk = host.disks().get("queue");
    disk.breakDown();
    boolean happened = disk.isReadOnly();
    scene.hold(3, 20);
    host.daemons().forEach(scene::kill);
    disk.repair();
    host.daemons().forEach(Daemon::start);
    return happened;
  }
}
