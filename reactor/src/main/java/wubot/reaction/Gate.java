// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.StateSpace;

/**
 * What all reactions with a memory of their own have in common: it is kept by key, durably; it goes
 * by event time; they decide about the rules inside their rule; and they may speak up by themselves
 * when time has passed.
 *
 * <p>A gate meets the messages of a key in the order of time: one that comes late counts as made
 * when the key's time had come to. Whatever a key wanted to be woken for before that is done first.
 */
abstract class Gate implements Reaction {

  /** The rules whose own words a message is, or is made of; they do not listen to themselves. */
  static final String MADE_BY = "made_by";

  /** The rules that held the message back. */
  static final String HELD_BY = "held_by";

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final List<String> WHOSE = List.of(Fields.KEY, Fields.HOSTNAME, Fields.ITEM);

  private final ReactionServices services;
  private final GateKey keys;
  private final StateSpace state;
  private final Map<String, Boolean> known = new LinkedHashMap<>(); // in the order of writing
  private final Timers timers = new Timers();
  private final List<Message> spoken = new ArrayList<>();
  private boolean loaded;
  private boolean full;

  /** A gate that remembers under the path of its rule. */
  Gate(String name, GateKey keys, ReactionServices services) {
    this(keys, services, services.state(name + " " + services.rule()));
  }

  /** A gate that remembers in this space. */
  Gate(GateKey keys, ReactionServices services, StateSpace state) {
    this.services = services;
    this.keys = keys;
    this.state = state;
  }

  /** What it says of a message that comes at this moment, changing the memory as it likes. */
  abstract Verdict meet(Memory memory, Message message, long now);

  /** The moment has come that the memory wanted to be woken at; it wants no other by now. */
  abstract void wake(Memory memory, long due);

  /** There are too many keys, and this one was not written for longest: last words. */
  void evict(Memory memory, long now) {
    // most have nothing to lose that would be worth a word
  }

  @Override
  public final void react(Message message) {
    admit(message);
  }

  @Override
  public final Verdict admit(Message message) {
    load();
    if (madeBy(message).contains(services.rule())) {
      return Verdict.PASS;
    }
    String key = keys.of(message);
    long told = services.time().of(message);
    Memory memory = remember(key);
    // Bounded: whoever wants to be woken again wants it later.
    while (memory.due().isPresent() && memory.due().getAsLong() <= told) {
      wakeFor(memory);
      memory = remember(key);
    }
    long now = Math.max(told, memory.now());
    memory.meet(now, message.text(Fields.HOSTNAME), whose(message));
    Verdict verdict = meet(memory, message, now);
    keep(memory);
    makeRoom(now);
    if (verdict == Verdict.HOLD) {
      message.append(HELD_BY, services.rule());
    }
    return verdict;
  }

  private void wakeFor(Memory memory) {
    long due = memory.due().orElseThrow();
    memory.sleep();
    memory.pass(Math.max(due, memory.now()));
    wake(memory, due);
    if (memory.due().isPresent() && memory.due().getAsLong() <= due) {
      memory.sleep(); // it would be woken for ever
    }
    keep(memory);
  }

  private Memory remember(String key) {
    return new Memory(key, state.get(key).orElse(Map.of()));
  }

  private void keep(Memory memory) {
    known.remove(memory.key());
    if (memory.isForgotten()) {
      state.remove(memory.key());
      timers.cancel(memory.key());
    } else {
      known.put(memory.key(), true);
      state.put(memory.key(), memory.state());
      timers.follow(memory);
    }
  }

  private void makeRoom(long now) {
    while (known.size() > keys.most()) {
      Memory oldest = remember(known.keySet().iterator().next());
      evict(oldest, now);
      oldest.forget();
      keep(oldest);
      if (!full) {
        full = true;
        LOG.warn(
            "Rule '{}' remembers {} keys, as many as 'keys' says; the one not met for longest is"
                + " forgotten for each new one.",
            services.rule(),
            keys.most());
      }
    }
  }

  /** Not before it is used: until then another one may be at work on the same state. */
  private void load() {
    if (loaded) {
      return;
    }
    loaded = true;
    TreeMap<Long, List<Memory>> byAge = new TreeMap<>();
    for (String key : state.keys()) {
      Memory memory = remember(key);
      byAge.computeIfAbsent(memory.now(), now -> new ArrayList<>()).add(memory);
    }
    byAge.values().forEach(memories -> memories.sort((a, b) -> a.key().compareTo(b.key())));
    for (List<Memory> memories : byAge.values()) {
      for (Memory memory : memories) {
        known.put(memory.key(), true);
        timers.follow(memory);
      }
    }
  }

  @Override
  public final OptionalLong ripe(wubot.rule.EventTime time) {
    load();
    if (!spoken.isEmpty()) {
      return OptionalLong.of(Long.MIN_VALUE);
    }
    Optional<Timers.Ripe> ripe = timers.ripe(time);
    return ripe.isPresent() ? OptionalLong.of(ripe.get().when()) : OptionalLong.empty();
  }

  @Override
  public final List<Message> speak(wubot.rule.EventTime time) {
    if (spoken.isEmpty()) {
      timers.ripe(time).ifPresent(ripe -> wakeFor(remember(ripe.timer().key())));
    }
    List<Message> words = List.copyOf(spoken);
    spoken.clear();
    return words;
  }

  @Override
  public final void move(long seconds) {
    load();
    for (String key : List.copyOf(known.keySet())) {
      Memory memory = remember(key);
      memory.move(seconds);
      keep(memory);
    }
  }

  /** Says a message of its own, made at this moment. */
  final void say(Message message, long moment) {
    List<Object> by = new ArrayList<>(madeBy(message));
    by.add(services.rule());
    message.remove("quiet");
    message.remove(HELD_BY);
    message.put(MADE_BY, by);
    message.put(Fields.LASTUPDATE, moment);
    if (!message.isTrue(Fields.HOSTNAME)) {
      message.put(Fields.HOSTNAME, services.host());
    }
    spoken.add(message);
  }

  /** The rules that had a part in making a message. */
  static List<?> madeBy(Message message) {
    return message.value(MADE_BY).orElse(List.of()) instanceof List<?> list ? list : List.of();
  }

  private static Map<String, Object> whose(Message message) {
    Map<String, Object> whose = new LinkedHashMap<>();
    for (String field : WHOSE) {
      message.value(field).ifPresent(value -> whose.put(field, value));
    }
    return whose;
  }
}
