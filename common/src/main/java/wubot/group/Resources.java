// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What members of a group use one at a time. Thread-safe; one per daemon. */
public final class Resources {

  private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

  private final ClaimPlace place;
  private final Duration ttl;
  private final ClaimSightings sightings;
  private final ClaimKeeper keeper = new ClaimKeeper();
  private final Map<String, Resource> held = new ConcurrentHashMap<>();

  /**
   * Of one daemon.
   *
   * @param ttl a holder that was not heard of for so long has lost what it held
   */
  public Resources(ClaimPlace place, Duration ttl) {
    this.place = place;
    this.ttl = ttl;
    this.sightings = new ClaimSightings(place.nanos(), ttl.toNanos() / 3);
  }

  /** Lets these threads renew what is held. */
  public void runOn(ClaimThreads threads) {
    threads.renewing(ttl.dividedBy(12), this::renew);
  }

  /**
   * Takes it if nobody has it, without waiting.
   *
   * @return empty when somebody has it, this member included, or when that cannot be told yet
   * @throws StoreAway when the store does not answer
   */
  public Optional<Resource> tryAcquire(String name) {
    String key = place.key("res", name);
    Resource mine = held.get(name);
    if (mine != null && mine.isHeld()) {
      return Optional.empty();
    }
    for (int round = 0; round < 3; round++) {
      Optional<Entry> found = place.store().get(key);
      long now = place.nanos();
      sightings.answered(now);
      int number = 1;
      if (found.isPresent()) {
        ClaimRecord there = ClaimRecord.read(found.get());
        long age = sightings.ageNanos(key, found.get().version(), now);
        if (there.state().isHeld() && age < there.ttl().toNanos()) {
          return Optional.empty();
        }
        number = there.number() + 1;
      }
      Outcome outcome = take(name, key, found, number);
      if (outcome instanceof Outcome.Unknown unknown) {
        sightings.failed();
        throw new StoreAway(unknown.why());
      }
      if (outcome.isApplied()) {
        return Optional.of(held.get(name));
      }
    }
    return Optional.empty();
  }

  private Outcome take(String name, String key, Optional<Entry> before, int number) {
    final ClaimRecord record =
        new ClaimRecord(
            ClaimRecord.State.HANDLING,
            place.owner(),
            UUID.randomUUID().toString(),
            place.store().nextToken(),
            number,
            0,
            0,
            ttl,
            "");
    final long nanos = place.nanos();
    final long millis = place.millis();
    Outcome outcome =
        before.isEmpty()
            ? place.store().create(key, record.text(), Duration.ZERO)
            : place.store().replace(key, before.get().version(), record.text(), Duration.ZERO);
    Optional<Entry> mine = Optional.empty();
    if (outcome instanceof Outcome.Applied applied) {
      mine = Optional.of(applied.entry());
    } else if (outcome instanceof Outcome.Unknown) {
      mine =
          place
              .store()
              .get(key)
              .filter(entry -> ClaimRecord.read(entry).attempt().equals(record.attempt()));
    }
    if (mine.isEmpty()) {
      return outcome;
    }
    ClaimLease lease = new ClaimLease(place, key, record, mine.get().version(), nanos, millis);
    held.put(name, new Resource(this, name, lease));
    keeper.keep(lease);
    sightings.forget(key);
    LOG.debug("resource acquired name={} owner={} token={}", name, place.owner(), record.token());
    return new Outcome.Applied(mine.get());
  }

  /** What this member holds under the name. */
  public Optional<Resource> held(String name) {
    return Optional.ofNullable(held.get(name)).filter(Resource::isHeld);
  }

  void release(Resource resource) {
    ClaimLease lease = resource.lease();
    keeper.letGo(lease);
    held.remove(resource.name(), resource);
    if (lease.isOurs()) {
      ClaimRecord open = lease.record().in(ClaimRecord.State.OPEN);
      ClaimLease.Written written = lease.write(open, Duration.ZERO);
      lease.end();
      LOG.debug("resource released name={} written={}", resource.name(), written);
    }
  }

  void renew() {
    keeper.tick();
    held.values().removeIf(resource -> !resource.isHeld());
  }
}
