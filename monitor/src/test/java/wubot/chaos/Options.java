// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import wubot.config.Durations;

/**
 * What to do, as said on the command line.
 *
 * @param time how long to go on, all servers together; empty: the short form, every fault once
 * @param seed from which the plan and all messages follow
 * @param faults names or beginnings of names; empty: all but the backlog
 * @param servers ejabberd, prosody or both
 * @param json where to write the figures
 * @param backlog how many messages wait in the fault of that name
 * @param isolated whether hosts have networks and disks of their own
 * @param smallFiles whether queue files are small, so that many are rolled and removed
 * @param wubot the launcher of the distribution
 * @param work where homes, logs and ledgers lie
 */
record Options(
    Optional<Duration> time,
    long seed,
    List<String> faults,
    List<String> servers,
    Optional<Path> json,
    int backlog,
    boolean isolated,
    boolean smallFiles,
    Path wubot,
    Path work) {

  /** Enough on a machine that does nothing else; on a busy one some faults are left out. */
  private static final Duration SHORT = Duration.ofSeconds(200);

  private static final int MILLION = 1_000_000;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Options parse(List<String> words) {
    Optional<Duration> time = Optional.empty();
    long seed = 1;
    List<String> faults = new ArrayList<>();
    List<String> servers = List.of("ejabberd", "prosody");
    Optional<Path> json = Optional.empty();
    int backlog = MILLION;
    Iterator<String> left = words.iterator();
    while (left.hasNext()) {
      String word = left.next();
      if (!left.hasNext()) {
        throw new IllegalArgumentException(
            word.startsWith("--") ? word + " needs a value" : "what is '" + word + "'?");
      }
      String value = left.next();
      switch (word) {
        case "--for" -> time = Optional.of(duration(value));
        case "--seed" -> seed = number(word, value);
        case "--faults" -> faults.addAll(List.of(value.split(",")));
        case "--server" -> servers = servers(value);
        case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
        case "--backlog" -> backlog = (int) Math.max(1, Math.min(1 << 30, number(word, value)));
        default -> throw new IllegalArgumentException("unknown option '" + word + "'");
      }
    }
    return new Options(
        time,
        seed,
        List.copyOf(faults),
        servers,
        json,
        backlog,
        Boolean.getBoolean("chaos.isolated"),
        !faults.contains("backlog"),
        Path.of(System.getProperty("chaos.wubot")),
        Path.of(System.getProperty("chaos.work")));
  }

  private static List<String> servers(String value) {
    return switch (value) {
      case "ejabberd", "prosody" -> List.of(value);
      case "both" -> List.of("ejabberd", "prosody");
      default ->
          throw new IllegalArgumentException(
              "--server is ejabberd, prosody or both, not '" + value + "'");
    };
  }

  private static long number(String word, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(word + " needs a number, not '" + value + "'", e);
    }
  }

  private static Duration duration(String value) {
    return Durations.parse(value)
        .orElseThrow(
            () -> new IllegalArgumentException("--for needs a time such as 10m, not " + value));
  }

  /** How long for each server, at most. */
  Duration timeEach() {
    return time.orElse(SHORT).dividedBy(servers.size());
  }

  /** Whether it is the short form. */
  boolean brief() {
    return time.isEmpty();
  }
}
