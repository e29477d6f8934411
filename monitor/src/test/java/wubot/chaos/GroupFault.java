// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A way to break a group. When {@code act} returns, all is mended again, but nothing has recovered
 * yet.
 *
 * @param name for people
 * @param isServed whether only a store with a server can be broken in this way
 * @param possible whether this group has what it takes
 * @param act breaks and mends; says whether what was meant to happen did happen
 */
record GroupFault(String name, boolean isServed, Predicate<Company> possible, Act act) {

  private static final long DIES_WITHIN = 20_000;
  private static final long STOPS_WITHIN = 30_000;

  /** What a fault does. */
  interface Act {
    boolean strike(Company company, Random random) throws Exception;
  }

  /** All there are. */
  static List<GroupFault> all() {
    List<GroupFault> all = new ArrayList<>();
    all.add(any("kill", (c, r) -> kill(c, r, 1)));
    all.add(any("kill-holder", (c, r) -> killHolder(c, r)));
    all.add(any("kill-two", (c, r) -> kill(c, r, 2)));
    all.add(any("kill-all", (c, r) -> kill(c, r, 3)));
    all.add(any("term", GroupFault::term));
    all.add(any("rolling", GroupFault::rolling));
    all.add(any("late", GroupFault::late));
    all.add(any("stopped", GroupFault::stopped));
    all.add(any("move", GroupFault::move));
    Arrays.stream(Point.values())
        .filter(point -> point.isPassedBy(Point.Role.MEMBER))
        .forEach(point -> all.add(any("at-" + point.label(), (c, r) -> die(c, r, point))));
    all.add(served("cut", (c, r) -> apart(c, r, Cable::cut)));
    all.add(served("refuse", (c, r) -> apart(c, r, Cable::refuse)));
    all.add(served("store-stopped", GroupFault::storeStopped));
    all.add(
        new GroupFault(
            "store-killed",
            true,
            company -> company.store().port().isPresent() && company.store().keeps(),
            GroupFault::storeKilled));
    return all;
  }

  private static GroupFault any(String name, Act act) {
    return new GroupFault(name, false, company -> true, act);
  }

  private static GroupFault served(String name, Act act) {
    return new GroupFault(name, true, company -> company.store().port().isPresent(), act);
  }

  private static List<Fellow> some(Company company, Random random, int count) {
    List<Fellow> all = new ArrayList<>(company.fellows());
    Collections.shuffle(all, random);
    return all.subList(0, count);
  }

  /** Long enough for others to take over, or not, or just so. */
  private static long aWhile(Company company, Random random) {
    return (long) (company.options().timeToLive().toMillis() * (0.3 + 1.9 * random.nextDouble()));
  }

  private static boolean kill(Company company, Random random, int count) {
    return kill(company, random, some(company, random, count));
  }

  private static boolean killHolder(Company company, Random random) {
    return company.holder().map(holder -> kill(company, random, List.of(holder))).orElse(false);
  }

  private static boolean kill(Company company, Random random, List<Fellow> victims) {
    long from = System.currentTimeMillis();
    boolean all = victims.stream().map(one -> one.daemon().kill()).reduce(true, (a, b) -> a && b);
    Shell.pause(aWhile(company, random));
    victims.forEach(one -> started(company, one, from));
    return all;
  }

  private static void started(Company company, Fellow one, long from) {
    one.daemon().start();
    company.hit(new GroupHit(one.name(), GroupHit.Kind.KILLED, from, System.currentTimeMillis()));
  }

  private static boolean term(Company company, Random random) {
    Fellow one = some(company, random, 1).get(0);
    boolean ended = end(company, one);
    Shell.pause(aWhile(company, random));
    one.daemon().start();
    return ended;
  }

  private static boolean end(Company company, Fellow one) {
    boolean ended = one.daemon().stop(STOPS_WITHIN);
    if (!ended) {
      company.finding(one.name() + " does not stop when told to");
      one.daemon().kill();
    }
    return ended;
  }

  private static boolean rolling(Company company, Random random) {
    boolean all = true;
    for (Fellow one : some(company, random, Company.NAMES.size())) {
      all &= end(company, one);
      one.daemon().start();
      all &= company.awaitAll();
    }
    return all;
  }

  /** A member that was away while all was done finds it done. */
  private static boolean late(Company company, Random random) {
    Fellow one = some(company, random, 1).get(0);
    boolean ended = end(company, one);
    Shell.pause(3 * company.options().timeToLive().toMillis());
    one.daemon().start();
    return ended;
  }

  private static boolean stopped(Company company, Random random) {
    Fellow one =
        random.nextInt(3) == 0
            ? company.holder().orElse(company.fellows().get(0))
            : some(company, random, 1).get(0);
    final long from = System.currentTimeMillis();
    one.daemon().signal("STOP");
    Shell.pause(company.options().timeToLive().toMillis() + aWhile(company, random));
    one.daemon().signal("CONT");
    company.hit(new GroupHit(one.name(), GroupHit.Kind.STOPPED, from, System.currentTimeMillis()));
    return true;
  }

  private static boolean move(Company company, Random random) {
    boolean moved = true;
    for (int i = 0; i < 3; i++) {
      Fellow from = company.holder().orElse(company.fellows().get(0));
      List<Fellow> others = new ArrayList<>(company.fellows());
      others.remove(from);
      Fellow to = others.get(random.nextInt(others.size()));
      moved &= from.move(Company.ROLE, to.name()).isPresent();
      if (company.options().shards() > 0) {
        String shard = "shard-" + random.nextInt(company.options().shards());
        boolean there = from.holder(shard).filter(to.name()::equals).isPresent();
        moved &= there || from.move(shard, to.name()).isPresent();
      }
      moved &=
          Shell.await(
              20_000,
              () -> {
                Shell.pause(50);
                return to.holder(Company.ROLE).equals(java.util.Optional.of(to.name()));
              });
    }
    return moved;
  }

  private static boolean die(Company company, Random random, Point point) {
    List<Fellow> two = some(company, random, 2);
    boolean starts = point == Point.ROLE_START;
    boolean stops = point == Point.ROLE_STOP;
    Fellow holder = company.holder().orElse(two.get(0));
    Fellow other = two.get(0).equals(holder) ? two.get(1) : two.get(0);
    Fellow one = starts ? other : stops ? holder : two.get(0);
    one.daemon().arm(point, starts || stops ? 1 : 1 + random.nextInt(3));
    if (starts || stops) { // nobody comes there without being told to
      Shell.pause(5 * Passage.LOOK_MILLIS);
      Thread order = new Thread(() -> holder.move(Company.ROLE, other.name()), "order");
      order.setDaemon(true);
      order.start();
    }
    boolean died = Shell.await(DIES_WITHIN, () -> one.daemon().hasDied());
    final long from = System.currentTimeMillis();
    one.daemon().disarm();
    Shell.pause(aWhile(company, random));
    if (!one.daemon().isAlive()) {
      started(company, one, from - 50);
    }
    return died;
  }

  private static boolean apart(
      Company company, Random random, java.util.function.Consumer<Cable> how) {
    Fellow one =
        random.nextBoolean()
            ? company.holder().orElse(company.fellows().get(0))
            : some(company, random, 1).get(0);
    final long from = System.currentTimeMillis();
    Cable cable = one.cable().orElseThrow();
    how.accept(cable);
    Shell.pause(company.options().timeToLive().toMillis() + aWhile(company, random));
    cable.heal();
    company.hit(new GroupHit(one.name(), GroupHit.Kind.APART, from, System.currentTimeMillis()));
    return true;
  }

  private static boolean storeStopped(Company company, Random random) {
    final long from = System.currentTimeMillis();
    company.store().signal("STOP");
    Shell.pause(company.options().timeToLive().toMillis() + aWhile(company, random));
    company.store().signal("CONT");
    allApart(company, from);
    return true;
  }

  private static boolean storeKilled(Company company, Random random) throws java.io.IOException {
    final long from = System.currentTimeMillis();
    company.store().kill();
    Shell.pause(aWhile(company, random));
    company.store().start();
    allApart(company, from);
    return true;
  }

  private static void allApart(Company company, long from) {
    long to = System.currentTimeMillis();
    company
        .fellows()
        .forEach(one -> company.hit(new GroupHit(one.name(), GroupHit.Kind.APART, from, to)));
  }
}
