// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Several members of one group in one thread, under clocks that the test owns. */
final class Machines {

  static final Duration TTL = Duration.ofSeconds(2);
  static final String ROLE = "bot";
  private static final Duration TICK = Duration.ofMillis(50);

  final MemoryStore store = new MemoryStore();
  final List<String> log = new ArrayList<>();
  final List<RoleEvent> events = new ArrayList<>();
  final Map<String, Machine> all = new LinkedHashMap<>();
  Duration now = Duration.ZERO;
  private int incarnations;

  /** One machine, on which one process after the other may run. */
  final class Machine {
    final String node;
    final TestClock clock = new TestClock();
    final MemoryStore link = store.sibling(Duration.ZERO); // its own clock stands still meanwhile
    Store way = link;
    final LoggedWork work;
    Member member;
    Roles roles;
    boolean frozen;
    boolean up;

    Machine(String node) {
      this.node = node;
      this.work = new LoggedWork(node, log);
    }

    void boot(RoleSettings settings) {
      boot(settings, MemberSettings.of("home", node, TTL, "1"));
    }

    void boot(RoleSettings settings, MemberSettings as) {
      member = new Member(as, way, clock, "i" + ++incarnations);
      roles = new Roles(member, way, clock, role -> Runnable::run);
      roles.add(settings, work);
      roles.onEvent(events::add);
      up = true;
    }

    /** As with kill -9: nothing is said to anybody. */
    void kill() {
      up = false;
      work.grant = Optional.empty();
      log.add(node + " KILLED");
    }

    /** As with SIGTERM. */
    void terminate() {
      roles.close();
      member.close();
      up = false;
    }

    RoleStatus status() {
      return roles.status().get(0);
    }

    private void step() {
      if (up && !frozen) {
        member.step();
        roles.step();
      }
    }
  }

  Machine machine(String node) {
    return all.computeIfAbsent(node, Machine::new);
  }

  /** Another process of the same name, which believes to be the only one. */
  Machine second(String node) {
    return all.computeIfAbsent(node + " the second", key -> new Machine(node));
  }

  /** Boots machines that agree on a role. */
  Machines boot(RoleSettings settings, String... nodes) {
    for (String node : nodes) {
      machine(node).boot(settings);
    }
    return this;
  }

  /** Joins everybody first, as after a start barrier, then boots the roles. */
  static Machines together(RoleSettings settings, String... nodes) {
    Machines machines = new Machines().boot(settings, nodes);
    for (int i = 0; i < 2; i++) {
      machines.all.values().forEach(machine -> machine.member.step());
    }
    machines.all.values().forEach(machine -> machine.roles.step());
    machines.run(Duration.ofSeconds(1));
    return machines;
  }

  void run(Duration time) {
    runUntil(time, () -> false);
  }

  /** Runs until something is so, at most so long; returns how long it took. */
  Duration runUntil(Duration most, BooleanSupplier enough) {
    Duration began = now;
    while (now.minus(began).compareTo(most) < 0 && !enough.getAsBoolean()) {
      tick(TICK);
    }
    return now.minus(began);
  }

  void tick(Duration time) {
    now = now.plus(time);
    all.values().forEach(machine -> machine.clock.pass(time));
    all.values().forEach(Machine::step);
  }

  /** What was noted since the last time this was asked, in one line. */
  String heard() {
    String line = String.join(", ", log);
    log.clear();
    return line;
  }

  List<String> acting() {
    Function<Machine, Boolean> acts = machine -> machine.up && machine.work.isActing();
    return all.values().stream().filter(acts::apply).map(machine -> machine.node).toList();
  }
}
