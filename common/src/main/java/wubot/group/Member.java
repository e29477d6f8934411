// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.GroupClock.Moment;

/**
 * This daemon as a member of its group: it joins, gives signs of life, sees the others and leaves.
 *
 * <p>Whether the store is there or not, nothing here blocks for longer than one operation of the
 * store or throws; {@link #state} says how things stand. Safe for use by several threads.
 */
public final class Member implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Member.class);
  private static final int PAGE = 1_000;

  private final MemberSettings settings;
  private final Store store;
  private final GroupClock clock;
  private final String incarnation;
  private final Sightings sightings;
  private final Map<String, Readiness> readiness = new ConcurrentHashMap<>();
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Object monitor = new Object(); // guards version, tenure and whole steps
  private Optional<Entry> mine = Optional.empty();
  private volatile Optional<Tenure> tenure = Optional.empty();
  private Optional<Beat> beat = Optional.empty();
  private Optional<Store.Watch> watch = Optional.empty();
  private volatile boolean dirty;
  private volatile boolean observing;
  private volatile MemberState state = new MemberState.Joining("the store was not asked yet");
  private volatile List<MemberStatus> members = List.of();

  /**
   * A member that has not joined yet, see {@link #start} and {@link #step}.
   *
   * @param incarnation tells this process from all before and after it, e.g. a random UUID
   */
  public Member(MemberSettings settings, Store store, GroupClock clock, String incarnation) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.incarnation = incarnation;
    this.sightings = new Sightings(clock);
  }

  /** Joins and gives signs of life from now on, in a thread of its own. */
  public void start() {
    synchronized (monitor) {
      if (beat.isEmpty()) {
        Beat started = new Beat("group-member", this::step, () -> settings.poll().toNanos());
        beat = Optional.of(started);
        watch = Optional.of(store.watch(settings.key("member/"), started::wake));
      }
    }
  }

  /** How it is a member. */
  public MemberSettings settings() {
    return settings;
  }

  /** Its own name. */
  public String node() {
    return settings.node();
  }

  /** Tells this process from all before and after it. */
  public String incarnation() {
    return incarnation;
  }

  /** How it stands to its group. */
  public MemberState state() {
    return state;
  }

  /** All members that are known, itself too, by name, also those that have gone, as last seen. */
  public List<MemberStatus> members() {
    return members;
  }

  /** The member of this name, as last seen. */
  public Optional<MemberStatus> member(String node) {
    return members.stream().filter(member -> member.node().equals(node)).findFirst();
  }

  /**
   * Calls back after {@link #state} has changed, or which members are alive or what they say. The
   * caller's thread is the member's own; it must return soon.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Shows a value to all other members, within moments; they find it in the attributes. */
  public void publish(String name, Object value) {
    Document.empty().with(name, value); // refuses what a document cannot hold
    if (!value.equals(attributes.put(name, value))) {
      soon();
    }
  }

  /** Takes no roles from now on, whatever the settings say, or does again. */
  public void observe(boolean only) {
    observing = only;
  }

  /** Whether it takes no roles for the time being. */
  public boolean observes() {
    return observing;
  }

  /** Whether it takes roles. */
  boolean takesRoles() {
    return settings.candidate() && !observing;
  }

  void ready(String role, Readiness how) {
    if (!how.equals(readiness.put(role, how))) {
      soon();
    }
  }

  void knowsNoLonger(String role) {
    if (readiness.remove(role) != null) {
      soon();
    }
  }

  private void soon() {
    dirty = true;
    beat.ifPresent(Beat::wake);
  }

  /** Whether this member has recently shown that it lives, and nobody else has its name. */
  boolean isIn() {
    Optional<Tenure> now = tenure;
    return state.isPresent() && now.isPresent() && now.get().mayAct();
  }

  /** Does once what {@link #start} does all the time. */
  public void step() {
    List<Object> before = fingerprint();
    synchronized (monitor) {
      if (state instanceof MemberState.Left) {
        return;
      }
      try {
        look();
        sign();
      } catch (StoreAway e) {
        enter(new MemberState.Degraded(e.getMessage()));
      }
    }
    if (!before.equals(fingerprint())) {
      listeners.forEach(Runnable::run);
    }
  }

  private void look() {
    String prefix = settings.key("member/");
    Map<String, MemberStatus> seen = new TreeMap<>();
    Set<String> keys = new HashSet<>();
    Optional<Entry> own = Optional.empty();
    String after = "";
    List<Entry> page;
    do {
      page = store.list(prefix, after, PAGE);
      for (Entry entry : page) {
        after = entry.key();
        keys.add(entry.key());
        String node = entry.key().substring(prefix.length());
        long unchanged = sightings.unchangedFor(entry.key(), entry.version());
        try {
          seen.put(
              node,
              MemberStatus.of(
                  node, Document.of(entry), unchanged, sightings.hasChanged(entry.key())));
        } catch (StoreAway e) {
          LOG.warn("{}", e.getMessage());
        }
        if (node.equals(node())) {
          own = Optional.of(entry);
        }
      }
    } while (page.size() == PAGE);
    sightings.keepOnly(keys);
    mine = own;
    members = List.copyOf(seen.values());
  }

  private void sign() {
    Optional<MemberStatus> own = member(node());
    boolean ours = own.isPresent() && own.get().incarnation().equals(incarnation);
    if (!ours) {
      tenure.ifPresent(Tenure::end);
      tenure = Optional.empty();
      if (own.isPresent() && own.get().alive()) {
        String what =
            "another process is "
                + node()
                + " already, wubot "
                + own.get().version()
                + "; it takes part once that one has ended, or 'node' gives it a name of its own";
        boolean writing = sightings.hasChanged(mine.orElseThrow().key());
        boolean wasIn = state.isPresent() || state instanceof MemberState.Refused;
        enter(
            writing || wasIn
                ? new MemberState.Refused(what)
                : new MemberState.Joining("to see whether a former " + node() + " still lives"));
        return;
      }
    }
    if (ours && tenure.isPresent() && !tenure.get().isDue() && !dirty) {
      enter(new MemberState.Present());
      return;
    }
    if (!ours) {
      own.ifPresent(this::inherit);
    }
    dirty = false;
    boolean written = false;
    try {
      Moment sent = clock.now();
      Optional<Entry> entry = write(record(false));
      if (entry.isPresent()) {
        written = true;
        mine = entry;
        tenure = Optional.of(new Tenure(clock, settings.ttl(), sent));
        enter(new MemberState.Present());
      }
    } finally {
      dirty |= !written;
    }
  }

  /** What a former process of this name published stays until this one publishes its own. */
  private void inherit(MemberStatus former) {
    former.attributes().values().forEach(attributes::putIfAbsent);
  }

  /** Empty when somebody else wrote first; looks again in the next step. */
  private Optional<Entry> write(Document record) {
    String key = settings.key("member/" + node());
    Outcome outcome =
        mine.isPresent()
            ? store.replace(key, mine.get().version(), record.toText(), Duration.ZERO)
            : store.create(key, record.toText(), Duration.ZERO);
    if (outcome instanceof Outcome.Applied applied) {
      return Optional.of(applied.entry());
    } else if (outcome instanceof Outcome.Unknown unknown) {
      throw new StoreAway(unknown.why());
    }
    return Optional.empty();
  }

  private Document record(boolean left) {
    Map<String, Object> roles = new TreeMap<>();
    readiness.forEach((role, how) -> roles.put(role, how.document()));
    return Document.empty()
        .with("incarnation", incarnation)
        .with("version", settings.version())
        .with("ttl", settings.ttl().toMillis())
        .with("weight", settings.weight())
        .with("candidate", takesRoles())
        .with("left", left)
        .with("roles", roles)
        .with("attributes", new TreeMap<>(attributes));
  }

  private void enter(MemberState next) {
    if (!next.equals(state)) {
      boolean bad = next instanceof MemberState.Degraded || next instanceof MemberState.Refused;
      if (!bad) {
        LOG.info("group {}: {} is {}", settings.group(), node(), next.describe());
      } else if (!next.getClass().equals(state.getClass())) {
        LOG.warn("group {}: {} is {}", settings.group(), node(), next.describe());
      }
      state = next;
    }
  }

  private List<Object> fingerprint() {
    List<Object> what = new ArrayList<>();
    what.add(state);
    for (MemberStatus member : members) {
      what.add(
          List.of(
              member.node(),
              member.incarnation(),
              member.alive(),
              member.confirmed(),
              member.roles(),
              member.attributes()));
    }
    return what;
  }

  /** Says goodbye, so that nobody waits for it, and ends its thread. */
  @Override
  public void close() {
    beat.ifPresent(Beat::close);
    watch.ifPresent(Store.Watch::close);
    synchronized (monitor) {
      if (state instanceof MemberState.Left) {
        return;
      }
      if (tenure.isPresent()) {
        try {
          look();
          boolean ours =
              member(node()).filter(own -> own.incarnation().equals(incarnation)).isPresent();
          if (ours) {
            write(record(true));
          }
        } catch (StoreAway e) {
          LOG.warn("group {}: could not say goodbye: {}", settings.group(), e.getMessage());
        }
        tenure.get().end();
      }
      enter(new MemberState.Left());
    }
    listeners.forEach(Runnable::run);
  }
}
