// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import wubot.message.Identity;

/**
 * Three members in one thread, with one clock: they crash before and after effects, freeze, lose
 * answers and requests, are cut off, and the store goes away for all, thousands of times. What each
 * policy promises is checked against the list of effects.
 */
class ClaimsPropertyTest {
  private static final int SEEDS = Integer.getInteger("wubot.claims.seeds", 30);
  private static final int IDS = 150;
  private static final List<MemoryStore.Fault> BRIEF =
      List.of(
          MemoryStore.Fault.REFUSE, MemoryStore.Fault.LOSE_ANSWER, MemoryStore.Fault.LOSE_REQUEST);
  private static final Duration TTL = Duration.ofSeconds(2);

  @BeforeAll
  static void quiet() {
    ((Logger) LoggerFactory.getLogger(Claims.class)).setLevel(Level.ERROR);
  }

  @AfterAll
  static void loud() {
    ((Logger) LoggerFactory.getLogger(Claims.class)).setLevel(null);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void promisesHoldWhateverDies(Policy policy) {
    int[] sums = new int[5];
    for (int seed = 1; seed <= SEEDS; seed++) {
      World world = new World(policy, seed);
      world.run();
      world.check();
      sums[0] += world.crashes;
      sums[1] += world.freezes;
      sums[2] += world.faults;
      sums[3] += world.repeated();
      sums[4] += world.missing();
    }
    System.out.printf(
        "%s: %d ids, %d crashes, %d freezes, %d store faults, %d repeated, %d missing%n",
        policy.word(), SEEDS * IDS, sums[0], sums[1], sums[2], sums[3], sums[4]);
    assertTrue(sums[0] > SEEDS && sums[1] > SEEDS && sums[2] > SEEDS, "faults happened");
    if (policy == Policy.AT_MOST_ONCE) {
      assertEquals(0, sums[3]);
      assertTrue(sums[4] > 0, "some died in the middle");
    } else {
      assertEquals(0, sums[4]);
      assertTrue(sums[3] > 0, "some died right after the effect");
    }
  }

  /** What a member does with an id it has won. */
  private enum Phase {
    WON,
    CHECKED,
    EFFECT_HAPPENED
  }

  private static final class Task {
    final Claim claim;
    Phase phase = Phase.WON;

    Task(Claim claim) {
      this.claim = claim;
    }
  }

  private static final class World {
    final Policy policy;
    final int seed;
    final Random random;
    final ClaimsClock clock = new ClaimsClock();
    final MemoryStore store = new MemoryStore(Duration.ofMillis(1));
    final List<Actor> actors = new ArrayList<>();
    final List<String> live = new ArrayList<>(List.of("joe", "mike", "robert"));
    final Map<Long, Integer> effects = new HashMap<>();
    final Map<String, Long> sinkTokens = new HashMap<>();
    final Map<Long, Integer> sinkEffects = new HashMap<>();
    final Set<Long> excused = new HashSet<>();
    final boolean forgetting;
    long outageUntil;
    boolean troubled = true;
    int crashes;
    int freezes;
    int faults;

    World(Policy policy, int seed) {
      this.policy = policy;
      this.seed = seed;
      this.random = new Random(seed * 31L + policy.word().length());
      this.forgetting = seed % 2 == 0;
      for (String node : List.copyOf(live)) {
        actors.add(new Actor(this, node));
      }
    }

    void run() {
      long start = clock.nanos.get();
      while (actors.stream().anyMatch(actor -> !actor.rows.isEmpty())) {
        clock.passMillis(1 + random.nextInt(12));
        long age = clock.nanos.get() - start;
        assertTrue(age < 3_600_000_000_000L, "seed " + seed + " comes to an end");
        troubled = age < 60_000_000_000L;
        trouble();
        Actor actor = actors.get(random.nextInt(3));
        if (actor.frozenUntil <= clock.nanos.get()) {
          actor.step();
        }
      }
    }

    private void trouble() {
      long now = clock.nanos.get();
      if (outageUntil != 0 && now >= outageUntil) {
        outageUntil = 0;
        actors.forEach(actor -> actor.way.fail(MemoryStore.Fault.NONE));
      }
      for (Actor actor : actors) {
        if (actor.cutUntil != 0 && now >= actor.cutUntil) {
          actor.cutUntil = 0;
          actor.way.fail(MemoryStore.Fault.NONE);
        }
      }
      if (!troubled) {
        return;
      }
      Actor actor = actors.get(random.nextInt(3));
      int dice = random.nextInt(600);
      if (dice < 6) {
        actor.crash();
      } else if (dice < 12) {
        freezes++;
        actor.excuseAll();
        actor.frozenUntil = now + random.nextInt(6_000) * 1_000_000L;
      } else if (dice < 30 && actor.cutUntil == 0 && outageUntil == 0) {
        faults++;
        actor.way.fail(BRIEF.get(random.nextInt(3)), 1 + random.nextInt(4));
      } else if (dice < 32 && actor.cutUntil == 0 && outageUntil == 0) {
        faults++;
        actor.cutUntil = now + random.nextInt(4_000) * 1_000_000L;
        actor.excuseAll();
        actor.way.fail(
            random.nextBoolean() ? MemoryStore.Fault.REFUSE : MemoryStore.Fault.STALL_THEN_APPLY);
      } else if (dice < 33 && outageUntil == 0) {
        faults++;
        outageUntil = now + random.nextInt(8_000) * 1_000_000L;
        actors.forEach(each -> each.way.fail(MemoryStore.Fault.REFUSE));
      }
    }

    void effect(Actor actor, long id, Claim claim) {
      effects.merge(id, 1, Integer::sum);
      long highest = sinkTokens.getOrDefault(claim.idempotencyKey(), 0L);
      if (highest == 0) {
        sinkTokens.put(claim.idempotencyKey(), claim.token());
        sinkEffects.merge(id, 1, Integer::sum);
      } else {
        assertTrue(claim.token() != highest, "seed " + seed + " one effect per token");
      }
      if (actor.cutUntil != 0) {
        excused.add(id);
      }
    }

    int repeated() {
      return (int) effects.values().stream().filter(times -> times > 1).count();
    }

    int missing() {
      return IDS - effects.size();
    }

    void check() {
      TreeMap<Long, Integer> twice = new TreeMap<>(effects);
      twice.values().removeIf(times -> times == 1);
      twice.keySet().removeAll(excused);
      assertEquals(Map.of(), twice, "seed " + seed + ": twice, though no holder died or froze");
      if (policy == Policy.AT_MOST_ONCE) {
        assertEquals(0, repeated(), "seed " + seed);
        for (long id = 1; id <= IDS; id++) {
          assertTrue(
              effects.containsKey(id) || excused.contains(id),
              "seed " + seed + ": " + id + " is missing, though no holder died");
        }
      } else {
        assertEquals(0, missing(), "seed " + seed + ": nothing is lost");
      }
      assertEquals(effects.keySet(), sinkEffects.keySet());
      assertTrue(sinkEffects.values().stream().allMatch(times -> times == 1), "fenced once");
      actors.forEach(actor -> actor.way.fail(MemoryStore.Fault.NONE));
      actors.forEach(actor -> actor.claims.renew());
      for (Actor actor : actors) {
        assertEquals(0, actor.claims.counts().held(), "seed " + seed + " nothing stays held");
        assertEquals(0, actor.claims.counts().unwritten());
      }
      if (forgetting) {
        for (int i = 0; i < 20; i++) {
          clock.passMillis(i == 10 ? 660_000 : 700); // what nobody knew of is found by the walk
          actors.forEach(actor -> actor.claims.tidy());
        }
        long left = store.list("home/claim/", "", 1_000).size();
        assertEquals(0, left, "seed " + seed + ": all records are forgotten in the end");
      }
    }
  }

  private static final class Actor {
    final World world;
    final String node;
    final Map<Long, Long> rows = new LinkedHashMap<>(); // id, and when to look again
    final Map<Long, Task> tasks = new LinkedHashMap<>();
    final Set<Long> unwritten = new HashSet<>();
    MemoryStore way;
    Claims claims;
    long bornNanos;
    long frozenUntil;
    long cutUntil;
    long pulseNanos;
    int life;

    Actor(World world, String node) {
      this.world = world;
      this.node = node;
      List<Long> ids = new ArrayList<>();
      for (long id = 1; id <= IDS; id++) {
        ids.add(id);
      }
      Collections.shuffle(ids, world.random);
      ids.forEach(id -> rows.put(id, 0L));
      live();
    }

    private void live() {
      way = world.store.sibling(Duration.ofMillis(1));
      if (world.outageUntil != 0) {
        way.fail(MemoryStore.Fault.REFUSE);
      }
      life++;
      ClaimSettings settings =
          ClaimSettings.usual()
              .withTimeToLive(TTL)
              .withHesitation(Duration.ofMillis(20))
              .withTries(1_000, Duration.ofMillis(100));
      claims =
          new Claims(
              world.clock.place(way, node, "life" + life),
              () -> List.copyOf(world.live),
              settings,
              () -> false);
      bornNanos = world.clock.nanos.get();
      cutUntil = 0;
      passed();
    }

    void excuseAll() {
      world.excused.addAll(tasks.keySet());
      world.excused.addAll(unwritten);
    }

    void crash() {
      world.crashes++;
      excuseAll();
      String me = node + "#life" + life;
      // Taken, but the answer was lost: the member did not know yet that it was its own.
      for (Entry entry : world.store.list("home/claim/", "", 1_000)) {
        if (ClaimRecord.read(entry).owner().equals(me)) {
          String[] words = entry.key().split("/", -1);
          world.excused.add(Long.parseLong(words[6]));
        }
      }
      tasks.clear();
      way.fail(MemoryStore.Fault.NONE); // what was on its way arrives
      live();
      frozenUntil = world.clock.nanos.get() + world.random.nextInt(3_000) * 1_000_000L;
    }

    void step() {
      long now = world.clock.nanos.get();
      if (now - pulseNanos > 150_000_000L) {
        pulseNanos = now;
        claims.renew();
        try {
          claims.tidy();
        } catch (StoreAway e) {
          // next time
        }
      }
      if (!tasks.isEmpty() && (tasks.size() >= 5 || world.random.nextInt(3) > 0)) {
        List<Long> ids = new ArrayList<>(tasks.keySet());
        work(ids.get(world.random.nextInt(ids.size())));
      } else {
        askNext(now);
      }
    }

    private void askNext(long now) {
      for (Map.Entry<Long, Long> row : rows.entrySet()) {
        if (row.getValue() <= now && !tasks.containsKey(row.getKey())) {
          ask(row.getKey(), now);
          return;
        }
      }
    }

    private void ask(long id, long now) {
      Ruling ruling =
          claims.ask(
              ClaimId.of(new Identity("origin", 7, id), "rule", 0),
              world.policy,
              Duration.ofNanos(now - bornNanos));
      if (ruling instanceof Ruling.Mine mine) {
        tasks.put(id, new Task(mine.claim()));
      } else if (ruling instanceof Ruling.Done) {
        gone(id);
      } else if (ruling instanceof Ruling.Elsewhere elsewhere) {
        rows.put(id, now + elsewhere.lookAgain().toNanos());
      } else {
        rows.put(id, now + 100_000_000L);
      }
    }

    private void gone(long id) {
      rows.remove(id);
      unwritten.remove(id);
      passed();
    }

    private void passed() {
      if (world.forgetting) {
        long lowest = rows.keySet().stream().mapToLong(Long::longValue).min().orElse(IDS + 1);
        claims.watermarks().passed("origin", 7, lowest - 1);
      }
    }

    private void work(long id) {
      Task task = tasks.get(id);
      switch (task.phase) {
        case WON -> {
          if (task.claim.mayAct() || task.claim.confirm()) {
            task.phase = Phase.CHECKED;
          } else {
            task.claim.release();
            tasks.remove(id);
          }
          if (world.policy != Policy.AT_MOST_ONCE && world.random.nextInt(40) == 0) {
            task.claim.fail("thrown by the test");
            tasks.remove(id);
          }
        }
        case CHECKED -> {
          // Whoever is frozen between the check and the effect does not check again.
          boolean unaware = world.excused.contains(id) && world.random.nextInt(4) == 0;
          if (unaware || task.claim.mayAct()) {
            world.effect(this, id, task.claim);
            task.phase = Phase.EFFECT_HAPPENED;
          } else {
            task.phase = Phase.WON;
          }
        }
        case EFFECT_HAPPENED -> {
          tasks.remove(id);
          if (cutUntil != 0) {
            world.excused.add(id);
          }
          Claim.Ending ending = task.claim.complete();
          if (ending == Claim.Ending.LATER) {
            unwritten.add(id);
          }
          if (ending == Claim.Ending.RECORDED) {
            gone(id);
          }
        }
      }
    }
  }
}
