// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A host's way into the network: a network namespace of its own, held open by a process that
 * sleeps, and a cable to a bridge on which the XMPP server listens.
 */
final class Wire implements AutoCloseable {

  static final String SERVER = "10.200.0.1";
  private static final String BRIDGE = "wubot0";
  private static final String INSIDE = "eth0";

  /** Which way nothing passes, seen from the host. */
  enum Way {
    OUT,
    IN
  }

  private final String outside;
  private final Process holder;

  /**
   * A wire for a host.
   *
   * @param number of the host, from 2
   */
  Wire(String host, int number) {
    outside = "c-" + host;
    try {
      holder = new ProcessBuilder("unshare", "--net", "sleep", "infinity").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String pid = Long.toString(holder.pid());
    String own = link("/proc/self/ns/net");
    if (!Shell.await(60_000, () -> !link("/proc/" + pid + "/ns/net").equals(own))) {
      throw new IllegalStateException("no network of its own for " + host);
    }
    Shell.run("ip", "link", "add", outside, "type", "veth", "peer", "name", INSIDE, "netns", pid);
    Shell.run("ip", "link", "set", outside, "master", BRIDGE, "up");
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "address", "add", "10.200.0." + number + "/24", "dev", INSIDE);
    inside("ip", "link", "set", INSIDE, "up");
  }

  private static String link(String path) {
    try {
      return java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of(path)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Makes the bridge; in a network namespace that is nobody else's. */
  static void makeBridge() {
    Shell.run("ip", "link", "set", "lo", "up");
    Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
    Shell.run("ip", "address", "add", SERVER + "/24", "dev", BRIDGE);
    Shell.run("ip", "link", "set", BRIDGE, "up");
  }

  /** The command line that runs a command on this host. */
  List<String> on(List<String> command) {
    return Shell.inNetworkOf(holder.pid(), command);
  }

  private String inside(String... command) {
    return Shell.run(on(List.of(command)).toArray(String[]::new));
  }

  /** Everything that would pass this way vanishes without a word. */
  void swallow(Way way) {
    shape(way, "blackhole");
  }

  /** Takes the plug out: the host sees that its cable is dead. */
  void unplug() {
    Shell.run("ip", "link", "set", outside, "down");
  }

  /**
   * Makes it slow both ways.
   *
   * @return how: with delays where the kernel can do that, else with a low rate and a long queue
   */
  String slow() {
    try {
      for (Way way : Way.values()) {
        shape(way, "netem", "delay", "300ms", "100ms", "loss", "2%", "rate", "256kbit");
      }
      return "netem";
    } catch (IllegalStateException e) {
      for (Way way : Way.values()) {
        shape(way, "tbf", "rate", "128kbit", "burst", "4kb", "latency", "1500ms");
      }
      return "tbf";
    }
  }

  private void shape(Way way, String... discipline) {
    List<String> line = new ArrayList<>(List.of("tc", "qdisc", "replace", "dev"));
    line.add(way == Way.OUT ? INSIDE : outside);
    line.add("root");
    line.addAll(List.of(discipline));
    String[] command = line.toArray(String[]::new);
    if (way == Way.OUT) {
      inside(command);
    } else {
      Shell.run(command);
    }
  }

  /** Whether the host reaches the server. */
  boolean passes() {
    return Shell.succeeds(on(List.of("ping", "-c1", "-W1", "-q", SERVER)).toArray(String[]::new));
  }

  /** Undoes everything. */
  void mend() {
    Shell.run("ip", "link", "set", outside, "up");
    Shell.succeeds("tc", "qdisc", "del", "dev", outside, "root");
    Shell.succeeds(on(List.of("tc", "qdisc", "del", "dev", INSIDE, "root")).toArray(String[]::new));
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
