// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.dead.DeadLetter;
import wubot.dead.DeadLetters;
import wubot.group.Policy;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.Entry;
import wubot.queue.LinkStamp;
import wubot.queue.QueueException;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.rule.Reaction;
import wubot.rule.ReactionDecorator;
import wubot.rule.ReactionType;
import wubot.rule.Rule;
import wubot.rule.Sharing;

/**
 * Puts an outbox in the place of each reaction that speaks to somebody else, and keeps a courier
 * for each. When rules change, a courier goes on with the new settings; the outbox of a rule that
 * is gone stays where it is, and what waits in it is reported.
 */
final class Couriers implements ReactionDecorator {

  private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);
  static final String CURSOR = "courier";
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

  private final Queues queues;
  private final Place place;
  private final Effects effects;
  private final Optional<Together> group;
  private final Clock clock;
  private final FailureLog failureLog;
  private final Map<String, Station> stations = new LinkedHashMap<>(); // guarded by this
  private final List<Carrier> leaving = new ArrayList<>(); // guarded by this
  private volatile Duration giveUpAfter = Duration.ofDays(1);
  private volatile Optional<Sharing> claim = Optional.empty();
  private volatile boolean ending;

  /**
   * Where outboxes are.
   *
   * @param home wubot's home
   * @param host the short host name
   * @param lane what outboxes' names end in; empty for the lane that every reactor has
   * @param mayAct whether deliveries may begin
   */
  record Place(Path home, String host, String lane, BooleanSupplier mayAct) {}

  private record Station(
      String rule, String plugin, Reaction outbox, Carrier courier, Optional<Policy> policy) {}

  /**
   * What the courier of a rule is doing.
   *
   * @param outbox its name below {@code queue/outbox}
   * @param rule the path of the rule
   * @param plugin the name of its reaction
   * @param trouble empty while deliveries succeed
   */
  record Status(String outbox, String rule, String plugin, Optional<Carrier.Trouble> trouble) {}

  /**
   * For one reactor.
   *
   * @param effects where messages for outboxes go
   * @param group the group that the reactor belongs to
   */
  Couriers(Queues queues, Place place, Effects effects, Optional<Together> group, Clock clock) {
    this.queues = queues;
    this.place = place;
    this.effects = effects;
    this.group = group;
    this.clock = clock;
    this.failureLog = new FailureLog(clock);
  }

  /** How long to try, for rules that do not say. */
  void giveUpAfter(Duration time) {
    giveUpAfter = time;
  }

  /** How members of a group share what rules do that do not say so, where the tree says so. */
  void share(Optional<Sharing> how) {
    claim = how;
  }

  @Override
  public synchronized Reaction decorate(Rule rule, Reaction reaction) {
    Rule.Step step = rule.step().orElseThrow();
    Optional<Policy> policy = policy(rule, step);
    if (policy.isEmpty() && step.type().work() != ReactionType.Work.DELIVERY) {
      return reaction;
    }
    String name = name(rule.path());
    Path directory = Outbox.directory(place.home()).resolve(name);
    Outbox outbox =
        new Outbox(
            reaction,
            effects.outlet(directory),
            clock,
            closed -> retire(name, closed),
            step.type().gate(),
            policy.isPresent() ? Optional.of(effects::eventName) : Optional.empty());
    Carrier.Delivery delivery =
        new Carrier.Delivery(rule.path(), step.type().name(), reaction, rule.retry());
    Optional<Station> before = Optional.ofNullable(stations.get(name));
    if (before.isPresent() && !before.get().policy().equals(policy)) {
      before.get().courier().stop();
      leaving.add(before.get().courier());
      before = Optional.empty();
    }
    Carrier courier =
        before.map(Station::courier).orElseGet(() -> courier(name, directory, delivery, policy));
    stations.put(name, new Station(rule.path(), step.type().name(), outbox, courier, policy));
    if (before.isPresent()) {
      courier.replace(delivery);
    } else {
      courier.start();
    }
    return outbox;
  }

  /** A name of its own for each rule, the same at every start. */
  private String name(String rule) {
    String name = Outbox.name(rule) + (place.lane().isEmpty() ? "" : "@" + place.lane());
    Station there = stations.get(name);
    if (there == null || there.rule().equals(rule)) {
      return name;
    }
    CRC32 crc = new CRC32();
    crc.update(rule.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return name + "-" + Long.toHexString(crc.getValue());
  }

  /** How members share the rule; empty when each does it for itself. */
  private Optional<Policy> policy(Rule rule, Rule.Step step) {
    ReactionType type = step.type();
    boolean outside =
        type.work() == ReactionType.Work.DELIVERY || type.work() == ReactionType.Work.LOCAL;
    if (group.isEmpty() || !outside) {
      return Optional.empty();
    }
    Sharing usual = type.byOne() ? claim.orElse(group.get().sharing()) : Sharing.EVERYONE;
    return Together.policy(rule.sharing().orElse(usual));
  }

  private Carrier courier(
      String name, Path directory, Carrier.Delivery delivery, Optional<Policy> policy) {
    leaving.removeIf(Carrier::isGone);
    Optional<Carrier> earlier = leaving.stream().filter(c -> c.name().equals(name)).findFirst();
    Carrier.Opener opener = () -> open(directory, earlier);
    return policy.isEmpty()
        ? new Courier(name, opener, delivery, this::keep, () -> giveUpAfter, clock, place.mayAct())
        : new SharedCourier(
            name,
            opener,
            delivery,
            this::keep,
            () -> giveUpAfter,
            clock,
            place.mayAct(),
            group.orElseThrow(),
            effects,
            policy.get(),
            !place.lane().isEmpty());
  }

  private Cursor open(Path directory, Optional<Carrier> earlier) throws InterruptedException {
    if (earlier.isPresent()) {
      earlier.get().join(LONGEST_HOLD); // two at once would deliver twice
    }
    queues.appender(directory); // makes the queue when it is not there
    return queues.view(directory).cursor(CURSOR);
  }

  private synchronized void retire(String name, Reaction outbox) {
    Station station = stations.get(name);
    if (station != null && station.outbox() == outbox) { // else another rule has taken it over
      stations.remove(name);
      station.courier().stop();
      leaving.add(station.courier());
    }
  }

  private void keep(String name, Carrier.Delivery by, QueueRecord record, String error)
      throws InterruptedException {
    failureLog.failed(by.rule(), by.plugin(), error);
    Message message = record.message().copy();
    message.remove(Outbox.SINCE);
    message.remove(EventName.FIELD);
    Message letter = DeadLetter.letter(message, by.rule(), by.plugin(), error, clock.instant());
    QueueView outbox = queues.view(Outbox.directory(place.home()).resolve(name));
    LinkStamp stamp =
        new LinkStamp(Links.name(place.host(), outbox.incarnation()) + "#dead", record.sequence());
    new Patience(Duration.ofSeconds(1), LONGEST_HOLD)
        .untilDone(
            () ->
                queues
                    .appender(DeadLetters.queue(place.home()))
                    .append(List.of(Entry.received(letter, stamp))),
            "rule '" + by.rule() + "' delivers nothing");
  }

  /** What the couriers are doing. */
  synchronized List<Status> status() {
    return stations.entrySet().stream()
        .map(
            entry ->
                new Status(
                    entry.getKey(),
                    entry.getValue().rule(),
                    entry.getValue().plugin(),
                    entry.getValue().courier().trouble()))
        .toList();
  }

  /** The newest record of each outbox. */
  synchronized Map<String, Long> ends() {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (String name : stations.keySet()) {
      Path directory = Outbox.directory(place.home()).resolve(name);
      ends.put(name, queues.view(directory).lastSequence());
    }
    return ends;
  }

  /**
   * Whether outboxes are through with all records up to these; those whose rules are gone do not
   * count. Never once {@link #ending} was called.
   */
  synchronized boolean areThrough(Map<String, Long> ends) {
    boolean through =
        ends.entrySet().stream()
            .allMatch(
                end -> {
                  Station station = stations.get(end.getKey());
                  return station == null || station.courier().finished() >= end.getValue();
                });
    return through && !ending;
  }

  /**
   * The tree is about to be closed, and all rules will be gone: to be called before, or whoever
   * looks meanwhile would take what waits for delivered.
   */
  void ending() {
    ending = true;
  }

  /** Says which outboxes hold messages although their rules are gone. */
  synchronized void reportOrphans() {
    Path outboxes = Outbox.directory(place.home());
    if (!Files.isDirectory(outboxes)) {
      return;
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(outboxes)) {
      for (Path directory : directories) {
        String name = directory.getFileName().toString();
        if (isOfThisLane(name) && !stations.containsKey(name) && Files.isDirectory(directory)) {
          reportOrphan(name, directory);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot list {}: {}", outboxes, e.toString());
    }
  }

  private boolean isOfThisLane(String name) {
    return place.lane().isEmpty() ? !name.contains("@") : name.endsWith("@" + place.lane());
  }

  private void reportOrphan(String name, Path directory) {
    try (Cursor cursor = queues.view(directory).cursor(CURSOR)) {
      long waiting = cursor.depth();
      if (waiting > 0) {
        LOG.warn(
            "Outbox {} holds {} messages, but there is no rule for it any more; they are delivered"
                + " when a rule of that name is back.",
            name,
            waiting);
      }
    } catch (QueueException e) {
      LOG.warn("Outbox {}: {}", name, e.getMessage());
    }
  }

  /** Stops all couriers after the delivery at hand; interrupts those that take longer. */
  void stop(Duration patience) throws InterruptedException {
    List<Carrier> all = new ArrayList<>();
    synchronized (this) {
      stations.values().forEach(station -> all.add(station.courier()));
      all.addAll(leaving);
    }
    all.forEach(Carrier::stop);
    long end = System.nanoTime() + patience.toNanos();
    for (Carrier courier : all) { // those that take longer are interrupted, all at about one time
      courier.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }
}
