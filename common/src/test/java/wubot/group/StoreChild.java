// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/** A process that writes into a store until it is killed, and prints what was acknowledged. */
final class StoreChild {

  private StoreChild() {}

  /** Takes the store's address, its own name, where to begin, and the length of what it wastes. */
  public static void main(String[] arguments) {
    Store store = Stores.open(arguments[0], Duration.ofSeconds(20));
    String name = arguments[1];
    String waste = "w".repeat(Integer.parseInt(arguments[3]));
    long version = 0;
    for (int i = Integer.parseInt(arguments[2]); ; i++) {
      if (store.create("race/" + i, name, Duration.ZERO).isApplied()) {
        say("won " + i);
      }
      if (!waste.isEmpty()) {
        Outcome unused = store.create("waste/" + name + i, waste, Duration.ofMillis(1));
      }
      String own = "own/" + name;
      Outcome outcome =
          version == 0
              ? store.create(own, Integer.toString(i), Duration.ZERO)
              : store.replace(own, version, Integer.toString(i), Duration.ZERO);
      if (outcome instanceof Outcome.Applied applied) {
        version = applied.entry().version();
        say("own " + i);
      } else {
        version = store.get(own).map(Entry::version).orElse(0L);
      }
      say("token " + store.nextToken());
    }
  }

  private static void say(String what) {
    System.out.println(what);
    System.out.flush();
  }
}
