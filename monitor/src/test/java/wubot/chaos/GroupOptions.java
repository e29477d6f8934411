// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import wubot.config.Durations;

/**
 * What to do, as said on the command line.
 *
 * @param time how long to go on, all stores together; empty: every fault once, at one of the stores
 * @param stores where members meet, one after the other
 * @param policies what is judged, in equal parts
 * @param messages at least so many
 * @param rate messages a second
 * @param timeToLive of sessions and claims
 * @param shards into how many parts messages are split; 0 for claims
 * @param wubot the launcher of the distribution
 * @param work where homes and logs lie
 */
record GroupOptions(
    Optional<Duration> time,
    long seed,
    List<String> faults,
    List<String> stores,
    List<String> policies,
    int messages,
    int rate,
    Duration timeToLive,
    int shards,
    Optional<Path> json,
    Path wubot,
    Path work) {

  private static final Duration SHORT = Duration.ofSeconds(110);

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static GroupOptions parse(List<String> words) {
    Optional<Duration> time = Optional.empty();
    long seed = 1;
    List<String> faults = new ArrayList<>();
    List<String> stores = List.of("file", "etcd");
    List<String> policies = Supply.POLICIES;
    int messages = 0;
    int rate = 50;
    Duration timeToLive = Duration.ofSeconds(2);
    int shards = 0;
    Optional<Path> json = Optional.empty();
    Iterator<String> left = words.iterator();
    while (left.hasNext()) {
      String word = left.next();
      if (!left.hasNext()) {
        throw new IllegalArgumentException(
            word.startsWith("--") ? word + " needs a value" : "what is '" + word + "'?");
      }
      String value = left.next();
      switch (word) {
        case "--for" -> time = Optional.of(duration(word, value));
        case "--seed" -> seed = Long.parseLong(value);
        case "--faults" -> faults.addAll(List.of(value.split(",")));
        case "--store" -> stores = known(value, StorePlace.KINDS);
        case "--policy" -> policies = known(value, Supply.POLICIES);
        case "--messages" -> messages = Integer.parseInt(value);
        case "--rate" -> rate = Integer.parseInt(value);
        case "--ttl" -> timeToLive = duration(word, value);
        case "--shards" -> shards = Integer.parseInt(value);
        case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
        default -> throw new IllegalArgumentException("unknown option '" + word + "'");
      }
    }
    return new GroupOptions(
        time,
        seed,
        List.copyOf(faults),
        stores,
        policies,
        messages,
        rate,
        timeToLive,
        shards,
        json,
        Path.of(System.getProperty("chaos.wubot")),
        Path.of(System.getProperty("chaos.work")));
  }

  private static List<String> known(String value, List<String> all) {
    List<String> named =
        Stream.of(value.replace('_', '-').split(","))
            .map(one -> one.equals("mongo") ? "mongodb" : one)
            .toList();
    for (String one : named) {
      if (!all.contains(one)) {
        throw new IllegalArgumentException("'" + one + "' is none of " + all);
      }
    }
    return named;
  }

  private static Duration duration(String word, String value) {
    return Durations.parse(value)
        .orElseThrow(
            () -> new IllegalArgumentException(word + " needs a time such as 10m, not " + value));
  }

  /** How long for each store. */
  Duration timeEach() {
    return time.orElse(SHORT).dividedBy(stores.size());
  }

  /** Whether every fault strikes once. */
  boolean brief() {
    return time.isEmpty();
  }
}
