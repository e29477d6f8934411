// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which member does an effect that every member could do.
 *
 * <p>A record per effect is created by whoever comes first; rank hashing lets another member come
 * first for every id. Who finds the record of another waits until it is done, or takes over when it
 * has seen the record unchanged for its time to live. No call waits for anybody but the store. One
 * per daemon; thread-safe.
 */
public final class Claims implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private static final long SOON_NANOS = 5_000_000;

  private final ClaimPlace place;
  private final Supplier<List<String>> live;
  private final ClaimSettings settings;
  private final ClaimTokens tokens;
  private final ClaimSightings sightings;
  private final ClaimKeeper keeper = new ClaimKeeper();
  private final ClaimMemory memory;
  private final Watermarks watermarks;
  private final ClaimAsking asking;

  private final ClaimEndings endings;

  private final ClaimTally tally = new ClaimTally();
  private final Map<String, Claim> held = new ConcurrentHashMap<>();
  private final Map<String, String> openAttempts = new ConcurrentHashMap<>();
  private final BooleanSupplier refused;

  /**
   * Of one daemon. Does nothing by itself before {@link #runOn}.
   *
   * @param live the names of the members that are alive, as far as this one knows
   * @param refused whether another process has this member's name: all is left to that one then
   */
  public Claims(
      ClaimPlace place,
      Supplier<List<String>> live,
      ClaimSettings settings,
      BooleanSupplier refused) {
    this.place = place;
    this.refused = refused;
    this.live = live;
    this.settings = settings;
    this.tokens = new ClaimTokens(place.store());
    this.sightings = new ClaimSightings(place.nanos(), settings.timeToLive().toNanos() / 3);
    this.watermarks = new Watermarks(place, settings);
    this.asking = new ClaimAsking(this, place, live, settings.askers());
    this.memory = new ClaimMemory(place, live, settings, watermarks, asking);
    this.endings =
        new ClaimEndings(place, settings, sightings, keeper, memory, asking, tally, held);
  }

  /** Lets these threads renew what is held, publish cursors and remove what nobody needs. */
  public void runOn(ClaimThreads threads) {
    Duration pulse = settings.timeToLive().dividedBy(12);
    threads.renewing(pulse, this::renew);
    threads.tidying(settings.timeToLive().dividedBy(3), this::tidy);
  }

  /** Which messages this member and the others have passed. */
  public Watermarks watermarks() {
    return watermarks;
  }

  /** As {@link #ask(ClaimId, Policy, Duration)} for an event that an outside system names. */
  public Ruling ask(String id, Policy policy, Duration age) {
    return ask(ClaimId.named("any", id), policy, age);
  }

  /**
   * Asks whether an effect is this member's to do, and takes it when it is.
   *
   * @param age since when this member could have asked
   */
  public Ruling ask(ClaimId id, Policy policy, Duration age) {
    return ask(id, policy, age, Map.of());
  }

  /** As {@link #ask(ClaimId, Policy, Duration)}, with what was read a moment ago, by key. */
  Ruling ask(ClaimId id, Policy policy, Duration age, Map<String, Optional<Entry>> seen) {
    try {
      return rule(id, policy, age, seen);
    } catch (StoreAway e) {
      sightings.failed();
      return new Ruling.Away(e.getMessage());
    }
  }

  /**
   * Says how an effect stands without taking it, e.g. for one that is not this member's to take:
   * done, failed, elsewhere also when nobody has taken it, or away.
   */
  public Ruling look(ClaimId id) {
    final String key = id.key(place);
    try {
      Optional<Entry> found = read(key);
      boolean passed = id.message().isPresent() && watermarks.isPassed(id.message().get());
      if (found.isEmpty()) {
        return passed ? new Ruling.Done() : new Ruling.Elsewhere(settings.hesitation());
      }
      ClaimRecord there = ClaimRecord.read(found.get());
      long age = sightings.ageNanos(key, found.get().version(), place.nanos());
      if (there.state().terminal) {
        return over(id, key, there, found.get());
      }
      if (there.state() == ClaimRecord.State.FAILED && there.failures() >= settings.tries()) {
        return lastFailure(key, there);
      }
      return new Ruling.Elsewhere(lookAgain(age, settings.timeToLive().toNanos()));
    } catch (StoreAway e) {
      sightings.failed();
      return new Ruling.Away(e.getMessage());
    }
  }

  /** One question of {@link #askAll}. */
  public record Question(ClaimId id, Policy policy, Duration age) {}

  /**
   * Asks many at a time, first for those that this member should be first at.
   *
   * @param mostWon take no more than so many; the others are answered with {@link Ruling.Elsewhere}
   *     without wait. What is won and not yet done is lost with the process under at most once, so
   *     ask for one there; otherwise it waits for the time to live
   * @return a ruling for each question, in their order
   */
  public List<Ruling> askAll(List<Question> questions, int mostWon) {
    return asking.all(questions, mostWon);
  }

  private Ruling rule(ClaimId id, Policy policy, Duration age, Map<String, Optional<Entry>> seen) {
    final String key = id.key(place);
    if (refused.getAsBoolean()) {
      return look(id);
    }
    if (held.containsKey(key)) {
      return new Ruling.Elsewhere(settings.timeToLive().dividedBy(6));
    }
    if (memory.isOver(key)) {
      return new Ruling.Done();
    }
    if (!watermarks.isReady()) {
      return new Ruling.Away("this member is not registered with the group's store yet");
    }
    int rank = ClaimRank.of(live.get(), place.node(), key);
    Duration hesitation = settings.hesitation().multipliedBy(rank).minus(age);
    if (!hesitation.isNegative() && !hesitation.isZero()) {
      return new Ruling.Elsewhere(hesitation);
    }
    boolean first = rank == 0 && !sightings.knows(key) && !openAttempts.containsKey(key);
    for (int round = 0; round < 4; round++) {
      Optional<Entry> found =
          round == 0 && (first || seen.containsKey(key))
              ? seen.getOrDefault(key, Optional.empty())
              : read(key);
      Optional<Ruling> ruling =
          found.isPresent() ? judge(id, key, policy, found.get()) : begin(id, key, policy);
      if (ruling.isPresent()) {
        return ruling.get();
      }
    }
    return new Ruling.Elsewhere(settings.hesitation());
  }

  /** There is no record; empty when there is one now. */
  private Optional<Ruling> begin(ClaimId id, String key, Policy policy) {
    if (id.message().isPresent() && watermarks.isPassed(id.message().get())) {
      return Optional.of(new Ruling.Done());
    }
    return take(id, key, policy, Optional.empty(), 1, 0, "");
  }

  /** There is a record; empty when there is another now. */
  private Optional<Ruling> judge(ClaimId id, String key, Policy policy, Entry entry) {
    final ClaimRecord there = ClaimRecord.read(entry);
    final boolean open = there.attempt().equals(openAttempts.get(key));
    if (open && there.state().isHeld()) {
      return adopt(id, key, policy, there, entry);
    }
    final long age = sightings.ageNanos(key, entry.version(), place.nanos());
    if (there.state().terminal) {
      if (settings.dedupe() instanceof ClaimSettings.Dedupe.ByTime time
          && age >= time.memory().toNanos()) {
        return take(id, key, policy, Optional.of(entry), 1, 0, "");
      }
      return Optional.of(over(id, key, there, entry));
    }
    if (there.state() == ClaimRecord.State.FAILED && there.failures() >= settings.tries()) {
      return Optional.of(lastFailure(key, there));
    }
    long wait = there.ttl().toNanos() - age;
    if (there.state() != ClaimRecord.State.OPEN && wait > 0) {
      return Optional.of(new Ruling.Elsewhere(lookAgain(age, wait)));
    }
    return take(
        id, key, policy, Optional.of(entry), there.number() + 1, there.failures(), there.error());
  }

  private Ruling lastFailure(String key, ClaimRecord there) {
    sightings.forget(key);
    openAttempts.remove(key);
    return new Ruling.Failed(there.failures(), there.error(), ClaimPlace.nodeOf(there.owner()));
  }

  /** Soon at first, later less often, and at the latest when it expires. */
  private Duration lookAgain(long age, long wait) {
    long longest = settings.timeToLive().toNanos() / 6;
    return Duration.ofNanos(Math.min(wait, Math.min(longest, Math.max(SOON_NANOS, age / 2))));
  }

  /** Done, or taken by a life of this member that will not finish it. */
  private Ruling over(ClaimId id, String key, ClaimRecord there, Entry entry) {
    boolean ours = ClaimPlace.nodeOf(there.owner()).equals(place.node()) && !refused.getAsBoolean();
    if (there.state() == ClaimRecord.State.CLAIMED && ours) {
      ClaimRecord given = there.in(ClaimRecord.State.ABANDONED).withBeat(there.beat() + 1);
      Outcome outcome =
          place.store().replace(key, entry.version(), given.text(), settings.retention());
      if (outcome instanceof Outcome.Unknown unknown) {
        throw new StoreAway(unknown.why());
      }
      if (outcome instanceof Outcome.Applied applied) {
        memory.remember(id, key, applied.entry().version());
        tally.abandoned.increment();
        LOG.warn(
            "claim abandoned id={} owner={} token={}: taken with at_most_once by an earlier life"
                + " of this member, which did not say that it had finished; it is not tried again",
            id,
            there.owner(),
            there.token());
      }
    } else if (!ours) {
      tally.lost.increment();
      LOG.debug("claim lost id={} owner={} token={}", id, there.owner(), there.token());
    }
    openAttempts.remove(key);
    if (settings.dedupe() instanceof ClaimSettings.Dedupe.ByWatermark) {
      sightings.forget(key);
      memory.over(key);
    }
    return new Ruling.Done();
  }

  /** Writes a record of our own; empty when somebody was faster. */
  private Optional<Ruling> take(
      ClaimId id,
      String key,
      Policy policy,
      Optional<Entry> before,
      int number,
      int failures,
      String error) {
    final String attempt =
        openAttempts.containsKey(key) ? openAttempts.get(key) : UUID.randomUUID().toString();
    final long token = tokens.next();
    final ClaimRecord.State state =
        policy == Policy.AT_MOST_ONCE ? ClaimRecord.State.CLAIMED : ClaimRecord.State.HANDLING;
    final ClaimRecord record =
        new ClaimRecord(
            state,
            place.owner(),
            attempt,
            token,
            number,
            failures,
            0,
            settings.timeToLive(),
            error);
    final long nanos = place.nanos();
    final long millis = place.millis();
    final Outcome outcome =
        before.isEmpty()
            ? place.store().create(key, record.text(), Duration.ZERO)
            : place.store().replace(key, before.get().version(), record.text(), Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      sightings.answered(place.nanos());
      long version = applied.entry().version();
      return Optional.of(
          mine(id, policy, new ClaimLease(place, key, record, version, nanos, millis)));
    }
    if (outcome instanceof Outcome.NotApplied) {
      return Optional.empty();
    }
    sightings.failed();
    openAttempts.put(key, attempt);
    Optional<Entry> found = read(key);
    if (found.isPresent()) {
      ClaimRecord there = ClaimRecord.read(found.get());
      if (there.attempt().equals(attempt) && there.token() == token) {
        long version = found.get().version();
        return Optional.of(
            mine(id, policy, new ClaimLease(place, key, there, version, nanos, millis)));
      }
    }
    // It may still get there: the next ask uses the same attempt and knows it by that.
    return Optional.of(new Ruling.Elsewhere(settings.timeToLive().dividedBy(6)));
  }

  /** A record that an earlier ask wrote without being told; it is ours if it can be renewed. */
  private Optional<Ruling> adopt(
      ClaimId id, String key, Policy policy, ClaimRecord there, Entry entry) {
    long past = place.nanos() - settings.timeToLive().toNanos();
    ClaimLease lease = new ClaimLease(place, key, there, entry.version(), past, 0);
    return switch (lease.renew()) {
      case YES -> Optional.of(mine(id, policy, lease));
      case UNKNOWN -> throw new StoreAway("the store did not say whether a claim was renewed");
      case TAKEN, GONE -> Optional.empty();
    };
  }

  private Ruling mine(ClaimId id, Policy policy, ClaimLease lease) {
    final Claim claim = new Claim(endings, id, policy, lease);
    held.put(lease.key(), claim);
    keeper.keep(lease);
    openAttempts.remove(lease.key());
    sightings.forget(lease.key());
    tally.won.increment();
    if (claim.attemptNumber() > 1) {
      tally.takenOver.increment();
    }
    LOG.debug(
        "claim won id={} owner={} token={} attempt={}",
        id,
        place.owner(),
        claim.token(),
        claim.attemptNumber());
    return new Ruling.Mine(claim);
  }

  private Optional<Entry> read(String key) {
    Optional<Entry> found = place.store().get(key);
    sightings.answered(place.nanos());
    return found;
  }

  /** Calls back soon after some claim of the group changed; a hint as {@link Store#watch}. */
  public Store.Watch watch(Runnable changed) {
    return place.store().watch(place.key("claim") + "/", changed);
  }

  /** How it went up to now. */
  public ClaimCounts counts() {
    return new ClaimCounts(
        tally.won.sum(),
        tally.takenOver.sum(),
        tally.lost.sum(),
        held.size(),
        sightings.size(),
        tally.suspectedTwice.sum(),
        tally.abandoned.sum(),
        tally.failed.sum(),
        keeper.unwritten(),
        memory.size());
  }

  ClaimKeeper keeper() {
    return keeper;
  }

  void renew() {
    keeper.tick();
  }

  void tidy() {
    if (!refused.getAsBoolean()) {
      watermarks.tick();
      memory.tick();
    }
  }

  /** Publishes the cursors once more. What is still held expires by itself. */
  @Override
  public void close() {
    asking.close();
    try {
      if (!refused.getAsBoolean()) {
        watermarks.publish();
      }
    } catch (StoreAway e) {
      LOG.debug("cursors not published at the end: {}", e.getMessage());
    }
  }
}
