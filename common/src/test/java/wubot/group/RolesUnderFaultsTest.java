// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static wubot.group.Machines.ROLE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three members under whatever may happen, also in the middle of any operation of the store: never
 * do two act at once, tokens only grow, and when all is well again one member has the role.
 */
final class RolesUnderFaultsTest {

  private static final List<String> NODES = List.of("joe", "mike", "robert");
  private static final int ACTIONS = 150;

  /** One run, whole from its seed. */
  private static final class Run {

    private final long seed;
    private final Random random;
    private final Machines machines = new Machines();
    private final List<String> story = new ArrayList<>();
    private final RoleSettings settings;
    private boolean calm;
    private int depth;
    private long tokens;
    private int starts;

    /** Ends a process in the middle of whatever it did. */
    private static final class Killed extends Error {
      private static final long serialVersionUID = 1L;
    }

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.settings =
          RoleSettings.builder(
                  ROLE,
                  random.nextBoolean()
                      ? List.of()
                      : List.of(List.of("joe"), List.of("mike", "robert")))
              .timeout(Duration.ofMillis(random.nextInt(3) * 500L))
              .backoff(Duration.ofSeconds(1))
              .handoverTimeout(Duration.ofSeconds(3))
              .stickyManual(random.nextBoolean())
              .build();
      List<Machines.Machine> all = new ArrayList<>(NODES.stream().map(machines::machine).toList());
      all.add(machines.second("joe"));
      for (Machines.Machine machine : all) {
        machine.way = new TroubledStore(machine.link, () -> trouble(machine));
        machine.clock.rate(0.82 + random.nextDouble() * 0.36); // at most 1.44 apart
        machine.boot(settings);
        machine.work.leaves(1, machine.node, 1);
      }
    }

    /** Anything may happen while a member waits for the store, even its end. */
    private void trouble(Machines.Machine machine) {
      if (calm || depth > 1 || random.nextInt(60) > 0) {
        return;
      }
      depth++;
      boolean was = machine.frozen;
      machine.frozen = true;
      String where = random.nextBoolean() ? " sleeps inside an operation" : " hangs shortly";
      story.add(machine.node + where);
      int ticks = where.contains("sleeps") ? random.nextInt(150) : random.nextInt(5);
      for (int i = 0; i < ticks; i++) {
        tick();
      }
      machine.frozen = was;
      depth--;
      if (random.nextInt(6) == 0 && machine.up) {
        story.add(machine.node + " is killed inside an operation");
        machine.kill();
      }
      if (!machine.up) {
        throw new Killed();
      }
    }

    private void tick() {
      try {
        machines.tick(Duration.ofMillis(50));
      } catch (Killed e) {
        // the process has ended; the others go on
      }
      check();
    }

    private void check() {
      List<String> acting = machines.acting();
      assertTrue(acting.size() <= 1, () -> acting + " act at once: " + this);
      for (Machines.Machine machine : machines.all.values()) {
        for (long token : List.copyOf(machine.work.tokens)) {
          assertTrue(token > tokens, () -> "token " + token + " after " + tokens + ": " + this);
          tokens = token;
          starts++;
        }
        machine.work.tokens.clear();
      }
    }

    private void act() {
      List<Machines.Machine> all = List.copyOf(machines.all.values());
      Machines.Machine machine = all.get(random.nextInt(all.size()));
      List<MemoryStore.Fault> faults = List.of(MemoryStore.Fault.values());
      MemoryStore.Fault fault = faults.get(random.nextInt(faults.size()));
      int what = random.nextInt(14);
      story.add(machine.node + " " + what + (what < 4 ? " " + fault : ""));
      switch (what) {
        case 0, 1 -> machine.link.fail(fault);
        case 2, 3 -> machine.link.fail(fault, 1 + random.nextInt(3));
        case 4 -> machine.frozen = depth == 0 && !machine.frozen;
        case 5 -> {
          if (machine.up && !machine.frozen) {
            machine.kill();
          }
        }
        case 6, 7 -> reboot(machine);
        case 8 -> machine.clock.jump(Duration.ofSeconds(random.nextInt(7200) - 3600));
        case 9 -> order(machine);
        case 10 -> machine.work.grant.ifPresent(g -> g.failed(new IllegalStateException("x")));
        case 11 -> machine.work.failsToStart = !machine.work.failsToStart;
        case 12 -> machine.work.reads = random.nextInt(2);
        default -> machine.link.fail(MemoryStore.Fault.NONE);
      }
    }

    private void order(Machines.Machine machine) {
      if (!machine.up || machine.frozen) {
        return;
      }
      String target = NODES.get(random.nextInt(NODES.size()));
      try {
        switch (random.nextInt(4)) {
          case 0 -> machine.roles.permit(ROLE, target, random.nextBoolean());
          case 1 -> machine.roles.stopEverywhere(ROLE);
          case 2 -> machine.roles.startAnywhere(ROLE);
          default -> machine.roles.move(ROLE, target);
        }
      } catch (Killed e) {
        // it was asked for by a process that has ended
      }
    }

    private void reboot(Machines.Machine machine) {
      if (!machine.up) {
        machine.frozen = false;
        machine.boot(settings);
      }
    }

    void go() {
      for (int i = 0; i < ACTIONS; i++) {
        act();
        int ticks = random.nextInt(40);
        for (int j = 0; j < ticks; j++) {
          tick();
        }
      }
      calm();
      for (int i = 0, settled = 0; i < 20 * 180 && settled < 20 * 30; i++) {
        tick();
        settled = isSettled() ? settled + 1 : 0;
      }
      assertEquals(1, machines.acting().size(), () -> "nobody has it in the end: " + this);
      for (Machines.Machine machine : machines.all.values()) {
        assertEquals(machines.acting().get(0), machine.status().holder(), toString());
      }
    }

    /** One has it and everybody knows; that it stays so for half a minute is part of the end. */
    private boolean isSettled() {
      List<String> acting = machines.acting();
      return acting.size() == 1
          && machines.all.values().stream()
              .allMatch(machine -> acting.get(0).equals(machine.status().holder()));
    }

    private void calm() {
      calm = true;
      machines.all.remove("joe the second");
      for (Machines.Machine machine : machines.all.values()) {
        machine.frozen = false;
        machine.link.fail(MemoryStore.Fault.NONE);
        machine.work.failsToStart = false;
        machine.work.reads = 1;
        reboot(machine);
      }
      tick();
      Roles any = machines.machine("joe").roles;
      NODES.forEach(node -> any.permit(ROLE, node, true));
      any.startAnywhere(ROLE);
    }

    @Override
    public String toString() {
      int from = Math.max(0, story.size() - 30);
      int tail = Math.max(0, machines.log.size() - 15);
      return "seed "
          + seed
          + " after "
          + machines.now
          + "\n"
          + story.subList(from, story.size())
          + "\n"
          + machines.log.subList(tail, machines.log.size())
          + "\n"
          + machines.machine("joe").roles.status();
    }
  }

  private static void run(long from, long to) {
    int starts = 0;
    for (long seed = from; seed < to; seed++) {
      Run run = new Run(seed);
      run.go();
      starts += run.starts;
    }
    assertTrue(starts > (to - from) * 5, "only " + starts + " starts: nothing was tested");
  }

  @Test
  void neverTwoAndInTheEndOne() {
    run(0, 12);
  }

  @Test
  @Tag("slow")
  void neverTwoAndInTheEndOneInManyRuns() {
    run(1_000, 1_000 + Long.getLong("wubot.roles.runs", 40));
  }
}
