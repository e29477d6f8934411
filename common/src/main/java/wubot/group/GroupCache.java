// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that all members of a group read and write, each with a time to live.
 *
 * <p>No member believes another's clock, so every member watches how long a value has stood: a
 * value is gone for a member that has seen it stand for its time to live. A member that started
 * later than the value was written may see it for up to that long again, unless another member
 * removed it. Thread-safe; one per daemon.
 */
public final class GroupCache {

  private static final int PAGE = 500;

  /**
   * A value and where it stands.
   *
   * @param value text, usually JSON
   * @param version for {@link #replace}
   */
  public record Value(String value, long version) {}

  private record Sighting(long version, long nanos) {}

  private final ClaimPlace place;
  private final Map<String, Sighting> seen = new ConcurrentHashMap<>();
  private boolean used;
  private int entries;
  private long lookedNanos;

  /** Of one daemon. */
  public GroupCache(ClaimPlace place) {
    this.place = place;
  }

  /** Lets these threads watch the values and remove those whose time is over. */
  public void runOn(ClaimThreads threads) {
    threads.tidying(Duration.ofMillis(500), this::tick);
  }

  /**
   * Reads a value.
   *
   * @return empty when there is none or its time is over
   * @throws StoreAway when the store does not answer
   */
  public Optional<Value> get(String cache, String key) {
    return place
        .store()
        .get(place.key("cache", cache, key))
        .filter(entry -> !isOver(entry))
        .map(entry -> new Value(Document.of(entry).text("value").orElse(""), entry.version()));
  }

  /**
   * Writes a value over whatever is there.
   *
   * @param ttl more than zero
   * @return the version it has now
   * @throws StoreAway when the store does not answer; the value may be there or not
   */
  public long put(String cache, String key, String value, Duration ttl) {
    String name = place.key("cache", cache, key);
    for (int round = 0; round < 16; round++) {
      Optional<Entry> found = place.store().get(name);
      Optional<Long> written = write(name, found, value, ttl);
      if (written.isPresent()) {
        return written.get();
      }
    }
    throw new StoreAway("the value under " + name + " changes faster than it can be written");
  }

  /**
   * Writes a value only if it stands at this version, or, for version 0, if there is none.
   *
   * @return the version it has now; empty when it stood otherwise
   * @throws StoreAway when the store does not answer; the value may be there or not
   */
  public Optional<Long> replace(
      String cache, String key, long version, String value, Duration ttl) {
    String name = place.key("cache", cache, key);
    Optional<Entry> found = place.store().get(name);
    boolean absent = found.isEmpty() || isOver(found.get());
    if (version == 0 ? !absent : absent || found.get().version() != version) {
      return Optional.empty();
    }
    return write(name, found, value, ttl);
  }

  /**
   * Removes a value; nothing happens when there is none.
   *
   * @throws StoreAway when the store does not answer
   */
  public void remove(String cache, String key) {
    String name = place.key("cache", cache, key);
    for (int round = 0; round < 16; round++) {
      Optional<Entry> found = place.store().get(name);
      if (found.isEmpty() || place.store().delete(name, found.get().version()).isApplied()) {
        return;
      }
    }
  }

  private Optional<Long> write(String name, Optional<Entry> before, String value, Duration ttl) {
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("a value's time to live is more than zero, not " + ttl);
    }
    String writing = UUID.randomUUID().toString();
    String text =
        Document.empty()
            .with("value", value)
            .with("ttl", ttl.toMillis())
            .with("writing", writing)
            .toText();
    Duration retain = ttl.multipliedBy(2).plusSeconds(1);
    Outcome outcome =
        before.isEmpty()
            ? place.store().create(name, text, retain)
            : place.store().replace(name, before.get().version(), text, retain);
    if (outcome instanceof Outcome.Applied applied) {
      return Optional.of(saw(name, applied.entry().version()));
    }
    if (outcome instanceof Outcome.Unknown unknown) {
      return Optional.of(
          place
              .store()
              .get(name)
              .filter(now -> Document.of(now).text("writing").orElse("").equals(writing))
              .map(now -> saw(name, now.version()))
              .orElseThrow(() -> new StoreAway(unknown.why())));
    }
    return Optional.empty();
  }

  private long saw(String name, long version) {
    seen.put(name, new Sighting(version, place.nanos()));
    return version;
  }

  private boolean isOver(Entry entry) {
    long now = place.nanos();
    long ttl = Document.of(entry).number("ttl").orElse(0) * 1_000_000L;
    Sighting sighting =
        seen.compute(
            entry.key(),
            (key, before) ->
                before != null && before.version() == entry.version()
                    ? before
                    : new Sighting(entry.version(), now));
    return now - sighting.nanos() >= ttl;
  }

  /** Looks at every value: less often when there are many. */
  synchronized void tick() {
    long now = place.nanos();
    long pause = 1_000_000L * entries;
    if (used && now - lookedNanos < pause) {
      return;
    }
    used = true;
    lookedNanos = now;
    Set<String> there = new HashSet<>();
    String prefix = place.key("cache") + "/";
    String after = "";
    List<Entry> page;
    do {
      page = place.store().list(prefix, after, PAGE);
      for (Entry entry : page) {
        after = entry.key();
        if (!isOver(entry)) {
          there.add(entry.key());
        } else if (place.store().delete(entry.key(), entry.version()) instanceof Outcome.Unknown) {
          return;
        }
      }
    } while (page.size() == PAGE);
    entries = there.size();
    seen.keySet().retainAll(there);
  }
}
