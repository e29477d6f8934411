// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What a fault works with: the network, chance, and what is seen of the outcome. */
final class Scene {

  private final Network network;
  private final Tap tap;
  private final Random random;
  private final boolean brief;
  private final int backlog;
  private final List<Point> points = new ArrayList<>();
  private int kills;

  Scene(Network network, Tap tap, Random random, Options options) {
    this.network = network;
    this.tap = tap;
    this.random = random;
    this.brief = options.brief();
    this.backlog = options.backlog();
  }

  Network network() {
    return network;
  }

  Random random() {
    return random;
  }

  int backlog() {
    return backlog;
  }

  <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** Lets a fault last: the least in the short form, anything up to the most in the long one. */
  void hold(int leastSeconds, int mostSeconds) {
    int more = brief ? 0 : random.nextInt((mostSeconds - leastSeconds) * 1000 + 1);
    Shell.pause(leastSeconds * 1000L + more);
  }

  /** A moment of any length up to this. */
  void moment(int mostMillis) {
    Shell.pause(random.nextInt(mostMillis));
  }

  /** Kills a process. */
  void kill(Daemon daemon) {
    kills += daemon.kill() ? 1 : 0;
  }

  /** Kills the server. */
  void killServer() {
    network.server().kill();
    kills++;
  }

  /** A daemon died at a point. */
  void killedAt(Point point) {
    kills++;
    points.add(point);
  }

  /** The points at which daemons died. */
  List<Point> points() {
    return List.copyOf(points);
  }

  int kills() {
    return kills;
  }

  /** The numbers that are not to be had yet: what is sent later is fresh. */
  Map<String, Long> mark() {
    Map<String, Long> mark = new HashMap<>();
    Network.SENDERS.forEach(sender -> mark.put(sender, network.ledger(sender).next() - 1));
    return mark;
  }

  /**
   * Waits until a message of every sender has arrived that was sent after the mark.
   *
   * @return after how many milliseconds; -1 when that did not happen in time
   */
  long untilFresh(Map<String, Long> mark, long seconds) {
    long began = System.nanoTime();
    boolean came =
        Shell.await(
            TimeUnit.SECONDS.toMillis(seconds),
            () -> mark.entrySet().stream().allMatch(e -> tap.newest(e.getKey()) > e.getValue()));
    return came ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) : -1;
  }

  /** Notes a finding unless something fresh arrives while the fault lasts. */
  void expectFlow(String during) {
    if (untilFresh(mark(), 120) < 0) {
      network.finding("nothing gets through " + during);
    }
  }
}
