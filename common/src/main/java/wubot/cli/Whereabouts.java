// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where a command works, for picocli's {@code @Mixin}: the options {@code --home} and {@code
 * --host} with their defaults.
 */
public final class Whereabouts {

  @Mixin private HomePlace place = new HomePlace();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The short host name to go by; by default this machine's.")
  private Optional<String> host = Optional.empty();

  /** wubot's home, absolute; it may not exist yet. */
  public Path home() {
    return place.home();
  }

  /** The short name of the host. */
  public String host() {
    return shortened(host.orElseGet(Whereabouts::machine));
  }

  /** The short name of this machine, for commands to which no other can be given. */
  public static String thisHost() {
    return shortened(machine());
  }

  private static String shortened(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The kernel knows without asking any name server. */
  private static String machine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return resolved();
    }
  }

  private static String resolved() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
