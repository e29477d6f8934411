// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All roles of the group as last read, and writings to them. Not safe for use by several threads.
 */
final class RoleBoard {

  private static final Logger LOG = LoggerFactory.getLogger(RoleBoard.class);
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 20;

  private final Store store;
  private final String prefix;
  private final String records;
  private final String orderKeys;
  private final Sightings sightings;
  private final Set<String> manual = ConcurrentHashMap.newKeySet();
  private Map<String, Entry> entries = new HashMap<>();
  private Map<String, RoleRecord> read = new HashMap<>();
  private Map<String, RoleOrders> orders = new HashMap<>();

  /**
   * A role's record as last read.
   *
   * @param version 0 when there is none yet
   * @param nanos for how long it has been seen unchanged
   */
  record Seen(RoleRecord record, long version, long nanos) {}

  RoleBoard(MemberSettings settings, Store store, GroupClock clock) {
    this.store = store;
    this.prefix = settings.key("role");
    this.records = settings.key("role/");
    this.orderKeys = settings.key("role-order/");
    this.sightings = new Sightings(clock);
  }

  /**
   * Reads everything anew.
   *
   * @throws StoreAway when the store did not answer
   */
  void refresh() {
    Map<String, Entry> newEntries = new HashMap<>();
    Map<String, RoleRecord> newRecords = new HashMap<>();
    Map<String, RoleOrders> newOrders = new HashMap<>();
    Set<String> keys = new HashSet<>();
    String after = "";
    List<Entry> page;
    do {
      page = store.list(prefix, after, PAGE);
      for (Entry entry : page) {
        after = entry.key();
        Document document = document(entry);
        if (entry.key().startsWith(records)) {
          String role = entry.key().substring(records.length());
          keys.add(entry.key());
          newEntries.put(role, entry);
          newRecords.put(role, new RoleRecord(document));
          sightings.unchangedFor(entry.key(), entry.version());
        } else if (entry.key().startsWith(orderKeys)) {
          newOrders.put(entry.key().substring(orderKeys.length()), new RoleOrders(document));
        }
      }
    } while (page.size() == PAGE);
    sightings.keepOnly(keys);
    entries = newEntries;
    read = newRecords;
    orders = newOrders;
  }

  private static Document document(Entry entry) {
    try {
      return Document.of(entry);
    } catch (StoreAway e) {
      LOG.warn("{}; it counts as empty", e.getMessage());
      return Document.empty();
    }
  }

  Set<String> roles() {
    return new TreeSet<>(read.keySet());
  }

  Seen seen(String role) {
    Optional<Entry> entry = Optional.ofNullable(entries.get(role));
    return entry
        .map(
            one ->
                new Seen(
                    read.get(role),
                    one.version(),
                    sightings.unchangedFor(one.key(), one.version())))
        .orElseGet(() -> new Seen(RoleRecord.NONE, 0, 0));
  }

  RoleOrders orders(String role) {
    RoleOrders ordered = orders.getOrDefault(role, RoleOrders.NONE);
    return manual.contains(role) ? ordered.untilStarted() : ordered;
  }

  /** A role that runs nowhere until it is ordered to start. */
  void manual(String role) {
    manual.add(role);
  }

  /** How many roles a member has, not counting one of them. */
  long rolesOf(String node, String except) {
    return read.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(except))
        .filter(entry -> entry.getValue().holder().equals(node))
        .count();
  }

  /** Writes a record in place of the one last read. */
  Outcome write(String role, Seen seen, RoleRecord record) {
    String text = record.document().toText();
    Outcome outcome =
        seen.version() == 0
            ? store.create(records + role, text, Duration.ZERO)
            : store.replace(records + role, seen.version(), text, Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      note(role, applied.entry());
    } else if (outcome instanceof Outcome.NotApplied) {
      store.get(records + role).ifPresent(entry -> note(role, entry));
    }
    return outcome;
  }

  private void note(String role, Entry entry) {
    entries.put(role, entry);
    read.put(role, new RoleRecord(document(entry)));
    sightings.unchangedFor(entry.key(), entry.version());
  }

  /**
   * Changes the orders about a role, whoever else does so too.
   *
   * @throws StoreAway when the store did not answer; the orders may have changed
   */
  void order(String role, UnaryOperator<RoleOrders> change) {
    String key = orderKeys + role;
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Entry> entry = store.get(key);
      RoleOrders now = new RoleOrders(entry.map(Document::of).orElse(Document.empty()));
      RoleOrders next = change.apply(now);
      String text = next.document().toText();
      Outcome outcome =
          entry
              .map(one -> store.replace(key, one.version(), text, Duration.ZERO))
              .orElseGet(() -> store.create(key, text, Duration.ZERO));
      if (outcome.isApplied()) {
        orders.put(role, next);
        return;
      } else if (outcome instanceof Outcome.Unknown unknown) {
        throw new StoreAway(unknown.why());
      }
    }
    throw new StoreAway("too many others order about the role " + role);
  }
}
