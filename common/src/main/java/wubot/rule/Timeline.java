// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * How far time has come, told by the messages that were read and by when they arrived, so that
 * reading them once more tells the same time.
 *
 * <p>Messages of one host come in the order in which they were made, but one host may be hours
 * behind another: each has a time of its own, that of its newest message, and it goes on while
 * nothing comes. How far behind a host is, its lag, tells how. A host whose lag has been steady for
 * {@value #STEADY} s goes on as fast as time does here; so one whose clock is wrong has a time that
 * is wrong, but runs right. One whose lag changes is catching up, or has just begun to speak: when
 * nothing came from it for {@value #FRESH} s, it is done with that, and its time is that of the
 * arrivals.
 *
 * <p>A message from the future counts as made when it arrived; one that is late counts as made when
 * its host's time had come to. When arrivals go back by more than {@value #SKEW} s, the clock of
 * this host was set back, and everything moves back with it. By one thread.
 */
public final class Timeline implements EventTime {

  /** How many hosts are told apart; then the one not heard of for longest is forgotten. */
  static final int MOST_HOSTS = 10_000;

  private static final long FRESH = 5;
  private static final long SKEW = 60;
  private static final long STEADY = 60;

  /** What is ripe because its host's time has come goes before what is so by silence. */
  private static final long BEFORE_ALL = 1L << 50;

  private static final String HERE = "*";

  private final StateSpace space;
  private final Map<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);
  private long latest;
  private long made;
  private long series;
  private long arrivedAt;
  private long now;

  /**
   * The number of a message that a reaction made.
   *
   * @param series another one when the state was lost and numbers begin anew
   * @param number from 1
   */
  public record Made(long series, long number) {}

  /**
   * The time of one host.
   *
   * @param reached the moment of its newest message
   * @param arrived when that arrived
   * @param lag how far behind it was
   * @param since since when it has been about that far behind
   */
  private record Host(long reached, long arrived, long lag, long since) {

    static Host first(long reached, long arrived) {
      return new Host(reached, arrived, arrived - reached, arrived);
    }

    Host next(long nextReached, long nextArrived) {
      long now = nextArrived - nextReached;
      return Math.abs(now - lag) <= SKEW
          ? new Host(nextReached, nextArrived, lag, since)
          : first(nextReached, nextArrived);
    }

    Host moved(long move) {
      return new Host(reached + move, arrived + move, lag, since + move);
    }

    /** When its time will have come to this moment, if nothing more comes from it. */
    long comesTo(long moment) {
      return arrived - since >= STEADY
          ? arrived + moment - reached
          : Math.max(moment, arrived + FRESH);
    }
  }

  /** Goes on where the state stands. */
  public Timeline(StateSpace space) {
    this.space = space;
    for (String key : space.keys()) {
      Map<String, Object> entry = space.get(key).orElse(Map.of());
      if (key.equals(HERE)) {
        made = number(entry, "made");
        series = number(entry, "series");
        latest = Math.max(latest, number(entry, "latest"));
      } else {
        hosts.put(
            key.substring(1),
            new Host(
                number(entry, "reached"),
                number(entry, "arrived"),
                number(entry, "lag"),
                number(entry, "since")));
        latest = Math.max(latest, number(entry, "arrived"));
      }
    }
  }

  private static long number(Map<String, Object> entry, String name) {
    return (long) FieldValue.number(entry.getOrDefault(name, 0L)).orElse(0);
  }

  /**
   * Time has passed until a message arrived; it is not taken into account yet.
   *
   * @param arrived when it came into the queue, in seconds since 1970
   * @return by how much everything is to be moved, in seconds: 0, or less when the clock was set
   *     back
   */
  public long pass(long arrived) {
    return moveTo(arrived);
  }

  /** A message has arrived, and time has {@link #pass}ed until then. */
  public void arrive(Message message, long arrived) {
    String name = message.text(Fields.HOSTNAME);
    OptionalDouble said = message.number(Fields.LASTUPDATE);
    boolean date = said.isPresent() && said.getAsDouble() >= 0; // none is before 1970
    long told = date ? (long) said.getAsDouble() : arrived;
    long plausible = told > arrived + SKEW ? arrived : told;
    Host host = hosts.get(name);
    if (host == null || plausible >= host.reached()) {
      arrivedAt = plausible;
    } else {
      // Late, or its clock was set back for good: its time goes on as fast as that here.
      arrivedAt = host.reached() + Math.max(0, arrived - host.arrived());
    }
    keep(name, host == null ? Host.first(arrivedAt, arrived) : host.next(arrivedAt, arrived));
    now = arrivedAt;
  }

  /** The message that arrived last is at hand again, after others were made. */
  public void resume() {
    now = arrivedAt;
  }

  /** A message is at hand that came from no queue. */
  public void at(Message message) {
    now = (long) message.number(Fields.LASTUPDATE).orElse((double) latest);
  }

  /**
   * Nothing waits to be read.
   *
   * @param wall the time, in seconds since 1970
   * @return as {@link #pass}
   */
  public long idle(long wall) {
    return moveTo(wall - 1); // what is being written at this moment is older than that
  }

  private long moveTo(long arrived) {
    if (arrived >= latest - SKEW) {
      latest = Math.max(latest, arrived);
      return 0;
    }
    long move = arrived - latest;
    latest = arrived;
    for (String name : hosts.keySet().toArray(String[]::new)) {
      Host host = hosts.get(name);
      keep(name, host.moved(move));
    }
    keepHere();
    return move;
  }

  private void keep(String name, Host host) {
    hosts.put(name, host);
    space.put(
        "/" + name,
        Map.of(
            "reached", host.reached(),
            "arrived", host.arrived(),
            "lag", host.lag(),
            "since", host.since()));
    if (hosts.size() > MOST_HOSTS) {
      String oldest = hosts.keySet().iterator().next();
      hosts.remove(oldest);
      space.remove("/" + oldest);
    }
  }

  private void keepHere() {
    Map<String, Object> here = new HashMap<>();
    here.put("made", made);
    here.put("series", series);
    here.put("latest", latest);
    space.put(HERE, here);
  }

  /**
   * A message that a reaction made is walked next.
   *
   * @return its number: the same one whenever the same messages are read again
   */
  public Made make(Message message) {
    at(message);
    if (made == 0) {
      series = now;
    }
    made++;
    keepHere();
    return new Made(series, made);
  }

  @Override
  public long of(Message message) {
    return now;
  }

  @Override
  public long ripeness(String name, long due) {
    Host host = hosts.get(name);
    if (host == null) {
      return due;
    }
    return host.reached() >= due ? due - BEFORE_ALL : host.comesTo(due);
  }

  @Override
  public long latest() {
    return latest;
  }
}
