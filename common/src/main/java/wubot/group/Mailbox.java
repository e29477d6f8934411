// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Commands to whoever holds a resource or a role, now or within the command's time to live.
 *
 * <p>A holder takes them in the order they were sent, each at most once per token; a later holder
 * takes what an earlier one took and did not answer. Thread-safe; one per daemon.
 */
public final class Mailbox {

  /** How long a command waits when nothing is said. */
  public static final Duration USUAL_TTL = Duration.ofSeconds(30);

  private static final int PAGE = 500;

  private record Observer(String prefix, Consumer<MailboxLetter> told) {}

  private final ClaimPlace place;
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private final Map<String, Long> firstSeen = new HashMap<>();

  /** Of one daemon. */
  public Mailbox(ClaimPlace place) {
    this.place = place;
  }

  /** Lets these threads tell observers and remove commands whose time is over. */
  public void runOn(ClaimThreads threads) {
    threads.tidying(Duration.ofMillis(500), this::tick);
  }

  /**
   * Sends a command.
   *
   * @param to the resource or role
   * @param ttl gone after so long, with its answer
   * @throws StoreAway when the store does not answer; it may have been sent or not
   */
  public MailboxLetter send(String to, String command, Duration ttl) {
    String number = Long.toString(place.store().nextToken());
    String key = place.key("mbox", to, "0".repeat(19 - number.length()) + number);
    MailboxLetter letter =
        new MailboxLetter(
            key,
            to,
            place.node(),
            command,
            ttl,
            MailboxLetter.State.SENT,
            0,
            "",
            UUID.randomUUID().toString());
    Outcome outcome = place.store().create(key, letter.text(), ttl.multipliedBy(2));
    if (!outcome.isApplied() && place.store().get(key).isEmpty()) {
      throw new StoreAway("the store did not say whether a command was sent to " + to);
    }
    return letter;
  }

  /**
   * The answer to a command that this member sent.
   *
   * @return empty as long as there is none, and for ever when its time is over
   * @throws StoreAway when the store does not answer
   */
  public Optional<String> answerTo(MailboxLetter sent) {
    return place
        .store()
        .get(sent.key())
        .map(MailboxLetter::read)
        .filter(letter -> letter.state() == MailboxLetter.State.ANSWERED)
        .map(MailboxLetter::answer);
  }

  /**
   * Takes the next command as the holder of a resource.
   *
   * @return empty when there is none, or the resource may not be used now
   * @throws StoreAway when the store does not answer
   */
  public Optional<MailboxLetter> next(Resource held) {
    return held.mayAct() ? next(held.name(), held.token()) : Optional.empty();
  }

  /**
   * Takes the next command as a holder that has made sure it still is.
   *
   * @param token of the holder; who comes later has a larger one
   * @return empty when there is none
   * @throws StoreAway when the store does not answer
   */
  public Optional<MailboxLetter> next(String to, long token) {
    String prefix = place.key("mbox", to) + "/";
    String after = "";
    while (true) {
      List<Entry> page = place.store().list(prefix, after, PAGE);
      for (Entry entry : page) {
        after = entry.key();
        MailboxLetter letter = MailboxLetter.read(entry);
        if (letter.token() > token) {
          return Optional.empty(); // somebody holds it after us
        }
        if (isOpen(letter, token) && !isOver(letter)) {
          Optional<MailboxLetter> taken = take(entry, letter, token);
          if (taken.isPresent()) {
            return taken;
          }
        }
      }
      if (page.size() < PAGE) {
        return Optional.empty();
      }
    }
  }

  private static boolean isOpen(MailboxLetter letter, long token) {
    return letter.state() == MailboxLetter.State.SENT
        || (letter.state() == MailboxLetter.State.TAKEN && letter.token() < token);
  }

  private Optional<MailboxLetter> take(Entry entry, MailboxLetter letter, long token) {
    MailboxLetter taken =
        letter.next(MailboxLetter.State.TAKEN, token, "", UUID.randomUUID().toString());
    Outcome outcome = write(entry, taken);
    if (outcome instanceof Outcome.Unknown unknown) {
      Optional<Entry> now = place.store().get(entry.key());
      if (now.isPresent() && MailboxLetter.read(now.get()).writing().equals(taken.writing())) {
        return Optional.of(taken);
      }
      throw new StoreAway(unknown.why());
    }
    return outcome.isApplied() ? Optional.of(taken) : Optional.empty();
  }

  /**
   * Answers a command that this member took, so that its sender can read it.
   *
   * @return false when its time is over or somebody who holds after us took it
   * @throws StoreAway when the store does not answer
   */
  public boolean answer(MailboxLetter taken, String answer) {
    Optional<Entry> now = place.store().get(taken.key());
    if (now.isEmpty()) {
      return false;
    }
    MailboxLetter there = MailboxLetter.read(now.get());
    if (there.token() != taken.token()) {
      return false;
    }
    String writing = UUID.randomUUID().toString();
    MailboxLetter next = there.next(MailboxLetter.State.ANSWERED, taken.token(), answer, writing);
    Outcome outcome = write(now.get(), next);
    if (outcome instanceof Outcome.Unknown unknown) {
      Optional<Entry> after = place.store().get(taken.key());
      if (after.isEmpty() || !MailboxLetter.read(after.get()).writing().equals(writing)) {
        throw new StoreAway(unknown.why());
      }
      return true;
    }
    return outcome.isApplied();
  }

  private Outcome write(Entry before, MailboxLetter next) {
    return place
        .store()
        .replace(before.key(), before.version(), next.text(), next.ttl().multipliedBy(2));
  }

  /**
   * Tells of every command sent from now on, without taking it.
   *
   * @param told called by the tidying thread, once for each, in their order
   * @return ends it when closed
   */
  public Store.Watch observe(String to, Consumer<MailboxLetter> told) {
    tick(); // what is there now is old
    Observer observer = new Observer(place.key("mbox", to) + "/", told);
    observers.add(observer);
    return () -> observers.remove(observer);
  }

  private boolean isOver(MailboxLetter letter) {
    long now = place.nanos();
    synchronized (firstSeen) {
      Long since = firstSeen.get(letter.key());
      return since != null && now - since >= letter.ttl().toNanos();
    }
  }

  /** Looks at all letters: tells observers of new ones and removes those whose time is over. */
  void tick() {
    List<MailboxLetter> fresh = new ArrayList<>();
    Set<String> there = new HashSet<>();
    String after = "";
    List<Entry> page;
    do {
      page = place.store().list(place.key("mbox") + "/", after, PAGE);
      for (Entry entry : page) {
        after = entry.key();
        MailboxLetter letter = MailboxLetter.read(entry);
        synchronized (firstSeen) {
          if (firstSeen.putIfAbsent(entry.key(), place.nanos()) == null) {
            fresh.add(letter);
          }
        }
        if (!isOver(letter) || !place.store().delete(entry.key(), entry.version()).isApplied()) {
          there.add(entry.key());
        }
      }
    } while (page.size() == PAGE);
    synchronized (firstSeen) {
      firstSeen.keySet().retainAll(there);
    }
    for (MailboxLetter letter : fresh) {
      for (Observer observer : observers) {
        if (letter.key().startsWith(observer.prefix())) {
          observer.told().accept(letter);
        }
      }
    }
  }
}
