// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Identity;

/**
 * How far every member has come with the messages of every origin, so that the group can forget
 * finished claims without forgetting one that somebody still has to ask for.
 *
 * <p>A member publishes for each origin the sequence up to which it has no more to ask. A finished
 * claim may go when every registered member is past it. A member that was silent for too long is
 * struck off; when it registers again, it notes how far the others were (its floor), because below
 * that a missing record means finished and forgotten.
 */
public final class Watermarks {

  private static final Logger LOG = LoggerFactory.getLogger(Watermarks.class);
  private static final int MOST_ORIGINS = 5_000;

  private final ClaimPlace place;
  private final boolean used;
  private final boolean skip;
  private final long absenceNanos;
  private final ClaimSightings sightings;
  private final String ownKey;

  private final Map<String, Long> passed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_ORIGINS;
        }
      };

  private volatile boolean ready;
  private volatile boolean wasStruckOff;
  private volatile Map<String, Long> floor = Map.of();
  private volatile Map<String, WatermarkRecord> others = Map.of();
  private final Map<String, Long> published = new ConcurrentHashMap<>();
  private long ownVersion;
  private long publishedNanos;

  Watermarks(ClaimPlace place, ClaimSettings settings) {
    this.place = place;
    this.ownKey = place.key("watermark", place.node());
    if (settings.dedupe() instanceof ClaimSettings.Dedupe.ByWatermark watermark) {
      this.used = true;
      this.skip = watermark.afterAbsence() == ClaimSettings.AfterAbsence.SKIP;
      this.absenceNanos = watermark.longestAbsence().toNanos();
    } else {
      this.used = false;
      this.skip = false;
      this.absenceNanos = Long.MAX_VALUE;
    }
    this.ready = !used;
    this.sightings = new ClaimSightings(place.nanos(), Long.MAX_VALUE);
  }

  /**
   * This member has nothing more to ask for, about any message of this origin up to this one. To be
   * called after the rows are gone for good; published within a third of the time to live.
   */
  public void passed(String origin, long incarnation, long sequence) {
    if (used) {
      synchronized (passed) {
        passed.merge(word(origin, incarnation), sequence, Math::max);
      }
    }
  }

  /**
   * Whether this member is registered, so that the others wait for it; until then nothing is asked.
   */
  public boolean isReady() {
    return ready;
  }

  /** Whether the group had given up waiting for this member when it registered in this life. */
  public boolean wasStruckOff() {
    return wasStruckOff;
  }

  /** The registered members other than this one, as of the last look. */
  public Collection<String> others() {
    return others.keySet();
  }

  /**
   * Whether a missing record means finished and forgotten: only below this member's floor. Above it
   * a message may come later than others of its origin, by another way, and nobody has done it yet.
   */
  boolean isPassed(Identity id) {
    String word = word(id.origin(), id.incarnation());
    return used && floor.getOrDefault(word, 0L) >= id.sequence();
  }

  /** Whether every registered member has published that it passed this message. */
  boolean isForgettable(Identity id) {
    String word = word(id.origin(), id.incarnation());
    return published.getOrDefault(word, 0L) >= id.sequence()
        && others.values().stream()
            .allMatch(other -> other.cursors().getOrDefault(word, 0L) >= id.sequence());
  }

  /** Registers, publishes what is new, and looks how far the others are. */
  void tick() {
    if (!used) {
      return;
    }
    if (ready) {
      publish();
    }
    if (!ready) {
      register();
    } else {
      look();
    }
  }

  /**
   * Registers first and looks then: whoever forgets claims after this waits for us, whoever did
   * before had published the cursors that are now our floor.
   */
  private void register() {
    final Optional<Entry> found = place.store().get(ownKey);
    final Optional<WatermarkRecord> before = found.map(WatermarkRecord::read);
    final boolean known = before.isPresent() && before.get().registered();
    if (known && before.get().settled()) {
      ownVersion = found.get().version();
      adopt(before.get());
      look();
      ready = true;
      return;
    }
    final WatermarkRecord joining = new WatermarkRecord(writing(), true, false, Map.of(), Map.of());
    if (!known) {
      wasStruckOff = before.isPresent();
      if (!write(joining, found)) {
        return;
      }
    } else {
      ownVersion = found.get().version();
    }
    look();
    final Map<String, Long> lowest = skip ? lowestOfOthers() : Map.of();
    final WatermarkRecord settled = new WatermarkRecord(writing(), true, true, Map.of(), lowest);
    if (write(settled, place.store().get(ownKey))) {
      adopt(settled);
      ready = true;
      LOG.info(
          "watermark registered member={} others={} after-absence={} floor-origins={}",
          place.node(),
          others.keySet(),
          wasStruckOff,
          lowest.size());
    }
  }

  private void adopt(WatermarkRecord own) {
    floor = own.floor();
    published.clear();
    published.putAll(own.cursors());
    publishedNanos = place.nanos();
    synchronized (passed) {
      own.cursors().forEach((word, sequence) -> passed.merge(word, sequence, Math::max));
    }
  }

  /** Writes what has changed since the last time, or a sign of life when that is long ago. */
  void publish() {
    if (!ready || !used) {
      return;
    }
    final Map<String, Long> cursors;
    synchronized (passed) {
      cursors = new HashMap<>(passed);
    }
    boolean silent = place.nanos() - publishedNanos < absenceNanos / 8;
    if (cursors.equals(published) && silent) {
      return;
    }
    final WatermarkRecord next = new WatermarkRecord(writing(), true, true, cursors, floor);
    Outcome outcome = place.store().replace(ownKey, ownVersion, next.text(), Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      ownVersion = applied.entry().version();
    } else {
      final Optional<Entry> found = place.store().get(ownKey);
      final Optional<WatermarkRecord> there = found.map(WatermarkRecord::read);
      if (there.isEmpty() || !there.get().registered()) {
        LOG.warn(
            "watermark of member={} was struck off: it had been silent for too long, or its record"
                + " was removed; it registers again",
            place.node());
        ready = false;
        return;
      }
      ownVersion = found.get().version();
      if (!there.get().writing().equals(next.writing())) {
        return; // one of our own that got there late, or a twin; written again next time
      }
    }
    published.putAll(cursors);
    published.keySet().retainAll(cursors.keySet());
    publishedNanos = place.nanos();
  }

  private boolean write(WatermarkRecord next, Optional<Entry> before) {
    Outcome outcome =
        before.isEmpty()
            ? place.store().create(ownKey, next.text(), Duration.ZERO)
            : place.store().replace(ownKey, before.get().version(), next.text(), Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      ownVersion = applied.entry().version();
      return true;
    }
    return false;
  }

  /** Reads all members' cursors, and strikes off who was silent for too long. */
  private void look() {
    Map<String, WatermarkRecord> seen = new HashMap<>();
    String prefix = place.key("watermark") + "/";
    String after = "";
    while (true) {
      List<Entry> page = place.store().list(prefix, after, 1_000);
      for (Entry entry : page) {
        after = entry.key();
        WatermarkRecord record = WatermarkRecord.read(entry);
        if (!entry.key().equals(ownKey) && record.registered() && !isSilent(entry, record)) {
          seen.put(entry.key().substring(prefix.length()), record);
        }
      }
      if (page.size() < 1_000) {
        break;
      }
    }
    others = Map.copyOf(seen);
  }

  private boolean isSilent(Entry entry, WatermarkRecord record) {
    long age = sightings.ageNanos(entry.key(), entry.version(), place.nanos());
    if (age < absenceNanos) {
      return false;
    }
    WatermarkRecord struck =
        new WatermarkRecord(writing(), false, false, record.cursors(), Map.of());
    boolean done =
        place
            .store()
            .replace(entry.key(), entry.version(), struck.text(), Duration.ZERO)
            .isApplied();
    if (done) {
      LOG.warn(
          "watermark of {} struck off: it has been silent for {} h, the group forgets what only it"
              + " has not passed",
          entry.key(),
          age / 3_600_000_000_000L);
    }
    return done;
  }

  private Map<String, Long> lowestOfOthers() {
    Map<String, Long> lowest = new HashMap<>();
    boolean first = true;
    for (WatermarkRecord other : others.values()) {
      if (first) {
        lowest.putAll(other.cursors());
        first = false;
      } else {
        lowest.replaceAll(
            (word, sequence) -> Math.min(sequence, other.cursors().getOrDefault(word, 0L)));
      }
    }
    lowest.values().removeIf(sequence -> sequence == 0);
    return lowest;
  }

  private static String word(String origin, long incarnation) {
    return origin + "/" + Long.toString(incarnation, 36);
  }

  private static String writing() {
    return UUID.randomUUID().toString();
  }
}
