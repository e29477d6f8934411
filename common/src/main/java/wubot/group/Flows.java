// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conversations of several messages, each of which stays with one member.
 *
 * <p>A record per conversation says who has it and how far it is. Every member finds it by whose
 * conversation it is. It moves when its member is not alive any more, to whoever gets the next
 * message, with its context if that is shared; the same member takes it up again after a restart.
 * Thread-safe; one per daemon.
 */
public final class Flows {

  private static final Logger LOG = LoggerFactory.getLogger(Flows.class);

  /**
   * A conversation of this member.
   *
   * @param tried the writing of a step whose outcome is unknown; empty without one
   * @param triedContext the context that step would leave
   */
  private record Own(
      FlowRecord record,
      Map<String, String> context,
      long version,
      long nanos,
      String tried,
      Map<String, String> triedContext) {

    Own(FlowRecord record, Map<String, String> context, long version, long nanos) {
      this(record, context, version, nanos, "", Map.of());
    }
  }

  private static final int MOST_LISTED = 1000;

  private final ClaimPlace place;
  private final Supplier<List<String>> live;
  private final Duration ttl;
  private final boolean shared;
  private final ClaimSightings sightings;
  private final Map<String, Own> own = new ConcurrentHashMap<>();

  /**
   * Of one daemon.
   *
   * @param live the names of the members that are alive, as far as this one knows
   * @param ttl a conversation is over after so long without a step
   * @param shared whether the context is in the store and moves along; else it dies with its member
   */
  public Flows(ClaimPlace place, Supplier<List<String>> live, Duration ttl, boolean shared) {
    this.place = place;
    this.live = live;
    this.ttl = ttl;
    this.shared = shared;
    this.sightings = new ClaimSightings(place.nanos(), ttl.toNanos() / 3);
  }

  /** Lets these threads remove conversations that are over. */
  public void runOn(ClaimThreads threads) {
    threads.tidying(ttl.dividedBy(6), this::tidy);
  }

  /**
   * Asks whose a conversation is, takes over what nobody has any more, and begins one when wanted.
   *
   * @param name of the kind of conversation
   * @param session whose it is, e.g. a person's address or a room's
   * @param start whether to begin one when there is none
   */
  public FlowRuling enter(String name, String session, boolean start) {
    String key = place.key("flow", name, session);
    try {
      for (int round = 0; round < 4; round++) {
        Optional<Entry> found = place.store().get(key);
        sightings.answered(place.nanos());
        Optional<FlowRuling> ruling =
            found.isPresent()
                ? judge(key, name, session, found.get())
                : begin(key, name, session, start);
        if (ruling.isPresent()) {
          return ruling.get();
        }
      }
      return new FlowRuling.Away("the record of the flow changes faster than it can be read");
    } catch (StoreAway e) {
      sightings.failed();
      return new FlowRuling.Away(e.getMessage());
    }
  }

  /** Begins with nothing; empty when somebody else just did. */
  private Optional<FlowRuling> begin(String key, String name, String session, boolean start) {
    own.remove(key);
    if (!start) {
      return Optional.of(new FlowRuling.None());
    }
    FlowRecord first =
        new FlowRecord(place.owner(), writing(), place.store().nextToken(), 0, "", Map.of(), ttl);
    Outcome outcome = place.store().create(key, first.text(), retain());
    return mine(key, name, session, true, first, Map.of(), outcome);
  }

  /** Goes on with what is there; empty when it has changed or was removed. */
  private Optional<FlowRuling> judge(String key, String name, String session, Entry entry) {
    final FlowRecord there = FlowRecord.read(entry);
    final String node = ClaimPlace.nodeOf(there.owner());
    final long now = place.nanos();
    if (there.owner().equals(place.owner())) {
      Own known = own.get(key);
      if (known != null && known.version() == entry.version()) {
        if (now - known.nanos() >= there.ttl().toNanos()) {
          return over(key, entry);
        }
        return Optional.of(
            new FlowRuling.Mine(
                flow(key, name, session, false, there, known.context(), entry.version())));
      }
      if (!shared && known == null) {
        return lose(key, name, there, entry);
      }
      // Ours, but written by a try whose answer was lost.
      Map<String, String> context = shared ? there.context() : known.context();
      if (!shared && there.writing().equals(known.tried())) {
        context = known.triedContext();
      }
      own.put(key, new Own(there, context, entry.version(), now));
      return Optional.of(
          new FlowRuling.Mine(flow(key, name, session, false, there, context, entry.version())));
    }
    boolean expired = sightings.ageNanos(key, entry.version(), now) >= there.ttl().toNanos();
    if (!node.equals(place.node()) && live.get().contains(node) && !expired) {
      Duration soon = Duration.ofMillis(Math.min(1_000, there.ttl().toMillis() / 6));
      return Optional.of(new FlowRuling.Elsewhere(node, soon));
    }
    return shared ? adopt(key, name, session, there, entry) : lose(key, name, there, entry);
  }

  private Optional<FlowRuling> adopt(
      String key, String name, String session, FlowRecord there, Entry entry) {
    FlowRecord next =
        new FlowRecord(
            place.owner(),
            writing(),
            place.store().nextToken(),
            there.step(),
            there.event(),
            there.context(),
            there.ttl());
    Outcome outcome = place.store().replace(key, entry.version(), next.text(), retain());
    LOG.info(
        "flow adopted name={} owner={} before={} token={} step={}",
        name,
        place.owner(),
        there.owner(),
        next.token(),
        next.step());
    return mine(key, name, session, false, next, next.context(), outcome);
  }

  private Optional<FlowRuling> lose(String key, String name, FlowRecord there, Entry entry) {
    Outcome outcome = place.store().delete(key, entry.version());
    if (outcome instanceof Outcome.Unknown unknown) {
      return Optional.of(new FlowRuling.Away(unknown.why()));
    }
    if (!outcome.isApplied()) {
      return Optional.empty();
    }
    LOG.info("flow lost name={} owner={} step={}", name, there.owner(), there.step());
    return Optional.of(new FlowRuling.Lost(there.step()));
  }

  private Optional<FlowRuling> over(String key, Entry entry) {
    own.remove(key);
    Outcome outcome = place.store().delete(key, entry.version());
    return outcome instanceof Outcome.Unknown unknown
        ? Optional.of(new FlowRuling.Away(unknown.why()))
        : Optional.empty(); // looked at again: it may be begun anew
  }

  private Optional<FlowRuling> mine(
      String key,
      String name,
      String session,
      boolean started,
      FlowRecord record,
      Map<String, String> context,
      Outcome outcome) {
    if (outcome instanceof Outcome.NotApplied) {
      return Optional.empty();
    }
    long version;
    if (outcome instanceof Outcome.Applied applied) {
      version = applied.entry().version();
    } else {
      Optional<Entry> found = place.store().get(key);
      if (found.isEmpty() || !FlowRecord.read(found.get()).writing().equals(record.writing())) {
        return Optional.of(new FlowRuling.Away(((Outcome.Unknown) outcome).why()));
      }
      version = found.get().version();
    }
    own.put(key, new Own(record, context, version, place.nanos()));
    return Optional.of(
        new FlowRuling.Mine(flow(key, name, session, started, record, context, version)));
  }

  private Flow flow(
      String key,
      String name,
      String session,
      boolean started,
      FlowRecord record,
      Map<String, String> context,
      long version) {
    sightings.forget(key);
    return new Flow(this, key, name, session, started, record, context, version);
  }

  Flow.Step advance(Flow flow, String event, Map<String, String> context) {
    final FlowRecord before = flow.record();
    if (!event.isEmpty() && before.event().equals(event)) {
      return Flow.Step.REPEATED;
    }
    final FlowRecord next =
        new FlowRecord(
            place.owner(),
            writing(),
            before.token(),
            before.step() + 1,
            event,
            shared ? context : Map.of(),
            before.ttl());
    try {
      Outcome outcome = place.store().replace(flow.key(), flow.version(), next.text(), retain());
      Optional<Entry> now =
          outcome instanceof Outcome.Applied applied
              ? Optional.of(applied.entry())
              : place.store().get(flow.key());
      if (now.isEmpty()) {
        own.remove(flow.key());
        return Flow.Step.SUPERSEDED;
      }
      FlowRecord there = FlowRecord.read(now.get());
      long version = now.get().version();
      if (there.writing().equals(next.writing())) {
        return accept(flow, there, context, version, Flow.Step.ACCEPTED);
      }
      if (!there.owner().equals(place.owner())) {
        own.remove(flow.key());
        return Flow.Step.SUPERSEDED;
      }
      if (!event.isEmpty() && there.event().equals(event)) {
        return accept(flow, there, context, version, Flow.Step.REPEATED);
      }
      return version == flow.version() ? away(flow, next, context) : Flow.Step.SUPERSEDED;
    } catch (StoreAway e) {
      return away(flow, next, context);
    }
  }

  private Flow.Step away(Flow flow, FlowRecord tried, Map<String, String> context) {
    own.computeIfPresent(
        flow.key(),
        (key, known) ->
            new Own(
                known.record(),
                known.context(),
                known.version(),
                known.nanos(),
                tried.writing(),
                context));
    return Flow.Step.AWAY;
  }

  private Flow.Step accept(
      Flow flow, FlowRecord there, Map<String, String> context, long version, Flow.Step as) {
    flow.stands(there, context, version);
    own.put(flow.key(), new Own(there, context, version, place.nanos()));
    LOG.debug(
        "flow step name={} owner={} token={} step={}",
        flow.name(),
        place.owner(),
        there.token(),
        there.step());
    return as;
  }

  /**
   * Ends a conversation whoever has it, and removes its record.
   *
   * @return false when the store does not answer
   */
  public boolean end(String name, String session) {
    String key = place.key("flow", name, session);
    own.remove(key);
    try {
      for (int round = 0; round < 4; round++) {
        Optional<Entry> found = place.store().get(key);
        if (found.isEmpty() || place.store().delete(key, found.get().version()).isApplied()) {
          return true;
        }
      }
    } catch (StoreAway e) {
      LOG.debug("flow not ended name={}: {}", name, e.getMessage());
    }
    return false;
  }

  /**
   * Whether any conversation with this session goes on, whoever has it.
   *
   * @throws StoreAway when the store does not answer
   */
  public boolean isUnderway(String session) {
    String end = "/" + ClaimPlace.plain(session);
    return place.store().list(place.key("flow") + "/", "", MOST_LISTED).stream()
        .anyMatch(entry -> entry.key().endsWith(end));
  }

  /** How many conversations this member has. */
  public int count() {
    return own.size();
  }

  /** Removes conversations of this member that are over. */
  void tidy() {
    long now = place.nanos();
    own.forEach(
        (key, mine) -> {
          if (now - mine.nanos() >= mine.record().ttl().toNanos()
              && !(place.store().delete(key, mine.version()) instanceof Outcome.Unknown)) {
            own.remove(key, mine);
          }
        });
  }

  /** A store that forgets by itself must not do so before a slow member noticed the silence. */
  private Duration retain() {
    return ttl.multipliedBy(4);
  }

  private static String writing() {
    return UUID.randomUUID().toString();
  }
}
