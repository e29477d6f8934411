// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import wubot.message.Identity;

/**
 * The finished claims of this member that are still in the store, and their removal in the
 * background, in bounded batches.
 *
 * <p>By time, a record goes when it is as old as the memory is long; by watermark, when every
 * registered member has passed its message. What an earlier life of this member left, and what
 * members left that are no more, is found by a slow walk over all records.
 */
final class ClaimMemory {

  private static final int BATCH = 256;
  private static final int WALK = 500;
  private static final int MOST = 200_000;
  private static final long UNFINISHED_NANOS = 86_400_000_000_000L;
  private static final long WALK_EVERY_NANOS = 600_000_000_000L;

  /**
   * A record to remove.
   *
   * @param keepNanos for how long at the most
   */
  private record Finished(Optional<Identity> message, long version, long nanos, long keepNanos) {}

  private final ClaimPlace place;
  private final Supplier<List<String>> live;
  private final ClaimSettings settings;
  private final Watermarks watermarks;
  private final ClaimAsking asking;
  private final Map<String, Finished> finished = new LinkedHashMap<>();

  private final RecentClaims recent = new RecentClaims();

  private String walked = "";
  private boolean walking = true;
  private long walkedNanos;

  ClaimMemory(
      ClaimPlace place,
      Supplier<List<String>> live,
      ClaimSettings settings,
      Watermarks watermarks,
      ClaimAsking asking) {
    this.place = place;
    this.live = live;
    this.settings = settings;
    this.watermarks = watermarks;
    this.asking = asking;
  }

  /** It is over, whoever did it. */
  void over(String key) {
    recent.over(key);
  }

  /** Whether this member knows that it is over, even when the group has forgotten it. */
  boolean isOver(String key) {
    return recent.isOver(key);
  }

  /** To be removed some day by this member. */
  void remember(ClaimId id, String key, long version) {
    remember(key, id.message(), version, settings.retention().toNanos());
  }

  private void remember(String key, Optional<Identity> message, long version, long keepNanos) {
    synchronized (finished) {
      Finished known = finished.get(key);
      if (known == null || known.version() != version) {
        if (finished.size() < MOST) {
          long now = place.nanos();
          finished.put(key, new Finished(message, version, now, keepNanos));
        }
      }
    }
  }

  int size() {
    synchronized (finished) {
      return finished.size();
    }
  }

  /** Removes what may go, for half of the time there is at the most, and walks on. */
  void tick() {
    if (!watermarks.isReady()) {
      return;
    }
    final long began = place.nanos();
    final long budget = settings.timeToLive().toNanos() / 6;
    Map<String, Finished> batch = forgettable();
    while (!batch.isEmpty()) {
      final int before = size();
      batch.entrySet().stream().map(this::removal).toList().forEach(CompletableFuture::join);
      if (size() > before - batch.size() || place.nanos() - began > budget) {
        break; // the store leaves some open, or the time is over
      }
      batch = forgettable();
    }
    walk();
  }

  private CompletableFuture<Boolean> removal(Map.Entry<String, Finished> gone) {
    return asking.later(
        () -> {
          if (place.store().delete(gone.getKey(), gone.getValue().version())
              instanceof Outcome.Unknown) {
            return false;
          }
          synchronized (finished) {
            return finished.remove(gone.getKey(), gone.getValue());
          }
        });
  }

  private Map<String, Finished> forgettable() {
    final long now = place.nanos();
    final Map<String, Finished> batch = new LinkedHashMap<>();
    final Map<String, Finished> passedOver = new LinkedHashMap<>();
    synchronized (finished) {
      Iterator<Map.Entry<String, Finished>> all = finished.entrySet().iterator();
      for (int i = 0; i < BATCH * 8 && all.hasNext() && batch.size() < BATCH; i++) {
        Map.Entry<String, Finished> next = all.next();
        Finished item = next.getValue();
        if (now - item.nanos() >= item.keepNanos()
            || (item.message().isPresent() && watermarks.isForgettable(item.message().get()))) {
          batch.put(next.getKey(), item);
        } else {
          passedOver.put(next.getKey(), item);
          all.remove(); // to the back, so that one slow origin does not hide the others
        }
      }
      finished.putAll(passedOver);
    }
    return batch;
  }

  /** A page of all claims of the group, for those that nobody else will remove. */
  private void walk() {
    long now = place.nanos();
    if (!walking) {
      if (now - walkedNanos < WALK_EVERY_NANOS) {
        return;
      }
      walking = true;
      walked = "";
    }
    List<Entry> page = place.store().list(place.key("claim") + "/", walked, WALK);
    List<String> alive = new ArrayList<>(live.get());
    for (Entry entry : page) {
      walked = entry.key();
      ClaimRecord record = ClaimRecord.read(entry);
      if (isOurs(record, entry.key(), alive)) {
        remember(entry.key(), message(entry.key()), entry.version(), keepNanos(record));
      }
    }
    if (page.size() < WALK) {
      walking = false;
      walkedNanos = now;
    }
  }

  /** What is not over may still be asked for by somebody who waits long. */
  private long keepNanos(ClaimRecord record) {
    long retention = settings.retention().toNanos();
    return record.state().terminal ? retention : Math.max(retention, UNFINISHED_NANOS);
  }

  private boolean isOurs(ClaimRecord record, String key, List<String> alive) {
    if (record.owner().equals(place.owner())) {
      return false; // of this life: remembered when it finished, or still held
    }
    String node = ClaimPlace.nodeOf(record.owner());
    if (node.equals(place.node())) {
      return true;
    }
    return !alive.contains(node) && ClaimRank.of(alive, place.node(), key) == 0;
  }

  /** The message a key of {@link ClaimId#of} belongs to. */
  private Optional<Identity> message(String key) {
    String[] words = key.split("/", -1);
    if (words.length != 8 || !words[3].equals("m")) {
      return Optional.empty();
    }
    try {
      long sequence = Long.parseLong(words[6]);
      return Optional.of(Identity.parse(words[4] + "/" + words[5] + "/" + sequence));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
