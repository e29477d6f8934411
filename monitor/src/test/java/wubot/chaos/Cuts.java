// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;

/** Faults of the network. */
final class Cuts {

  private Cuts() {}

  static List<Fault> faults() {
    return List.of(
        Fault.isolated("cut", Cuts::cut),
        Fault.isolated("one-way", Cuts::oneWay),
        Fault.isolated("half-open", Cuts::halfOpen),
        Fault.isolated("slow", Cuts::slow));
  }

  private static Wire wire(Scene scene) {
    return scene.any(scene.network().hosts()).wire().orElseThrow();
  }

  private static boolean cut(Scene scene) {
    Wire wire = wire(scene);
    if (scene.random().nextBoolean()) {
      wire.unplug();
    } else {
      wire.swallow(Wire.Way.IN);
      wire.swallow(Wire.Way.OUT);
    }
    boolean happened = !wire.passes();
    scene.hold(4, 90);
    wire.mend();
    return happened;
  }

  private static boolean oneWay(Scene scene) {
    Wire wire = wire(scene);
    wire.swallow(scene.any(List.of(Wire.Way.values())));
    boolean happened = !wire.passes();
    scene.hold(4, 90);
    wire.mend();
    return happened;
  }

  /** One end dies while nothing passes: the other goes on believing in the connection. */
  private static boolean halfOpen(Scene scene) {
    Host host = scene.any(scene.network().hosts());
    Wire wire = host.wire().orElseThrow();
    wire.swallow(Wire.Way.IN);
    wire.swallow(Wire.Way.OUT);
    boolean happened = !wire.passes();
    if (scene.random().nextBoolean()) {
      scene.killServer();
      scene.network().server().start();
    } else {
      scene.kill(host.monitor());
      host.monitor().start();
    }
    scene.hold(1, 60);
    wire.mend();
    return happened;
  }

  private static boolean slow(Scene scene) {
    Wire wire = wire(scene);
    wire.slow();
    scene.network().feed(10);
    scene.hold(5, 60);
    wire.mend();
    scene.network().feed();
    return true;
  }
}
