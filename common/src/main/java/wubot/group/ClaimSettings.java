// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;

/**
 * How a group claims. The same on every member.
 *
 * @param timeToLive a holder that was not heard of for so long has lost its claim; it renews every
 *     third of it and stops acting after two thirds
 * @param hesitation a member waits so long for each live member that comes before it
 * @param tries how often an effect may fail before nobody tries again, from 1
 * @param backOff wait after the first failure; doubled for each further one up to a hundred times
 * @param dedupe how long a finished claim is remembered
 * @param askers how many asks of {@link Claims#askAll} run at a time, from 1
 */
public record ClaimSettings(
    Duration timeToLive,
    Duration hesitation,
    int tries,
    Duration backOff,
    Dedupe dedupe,
    int askers) {

  /** How long a finished claim is remembered. */
  public sealed interface Dedupe {

    /** For a time; a member that sees the message later does it again. */
    record ByTime(Duration memory) implements Dedupe {}

    /**
     * Until every registered member has passed the message.
     *
     * @param longestAbsence a member that was silent for longer is not waited for; claims of events
     *     without an identity are remembered for so long
     * @param afterAbsence what such a member does with old messages when it returns
     */
    record ByWatermark(Duration longestAbsence, AfterAbsence afterAbsence) implements Dedupe {}
  }

  /** What a member does with messages that the group passed while it was not waited for. */
  public enum AfterAbsence {
    /** Takes them for done: all others have passed them. */
    SKIP,
    /** Does them unless a record says done: they may happen twice. */
    EXECUTE
  }

  /** Checks the ranges. */
  public ClaimSettings {
    if (timeToLive.toMillis() < 100 || hesitation.isNegative() || tries < 1 || askers < 1) {
      throw new IllegalArgumentException(
          "claims need a time to live of 100 ms or more, a hesitation of 0 or more, and tries and"
              + " askers from 1");
    }
  }

  /** What a group does that says nothing. */
  public static ClaimSettings usual() {
    return new ClaimSettings(
        Duration.ofSeconds(10),
        Duration.ofMillis(50),
        3,
        Duration.ofSeconds(1),
        new Dedupe.ByWatermark(Duration.ofHours(24), AfterAbsence.SKIP),
        8);
  }

  /** The same with another time to live. */
  public ClaimSettings withTimeToLive(Duration other) {
    return new ClaimSettings(other, hesitation, tries, backOff, dedupe, askers);
  }

  /** The same with another hesitation. */
  public ClaimSettings withHesitation(Duration other) {
    return new ClaimSettings(timeToLive, other, tries, backOff, dedupe, askers);
  }

  /** The same with other tries. */
  public ClaimSettings withTries(int other, Duration firstBackOff) {
    return new ClaimSettings(timeToLive, hesitation, other, firstBackOff, dedupe, askers);
  }

  /** The same with another memory. */
  public ClaimSettings withDedupe(Dedupe other) {
    return new ClaimSettings(timeToLive, hesitation, tries, backOff, other, askers);
  }

  /** Longest time a finished claim may lie in the store. */
  Duration retention() {
    if (dedupe instanceof Dedupe.ByTime time) {
      return time.memory();
    }
    return ((Dedupe.ByWatermark) dedupe).longestAbsence();
  }

  /** How long others wait after this many failures. */
  Duration pause(int failures) {
    return backOff.multipliedBy(Math.min(100L, 1L << Math.min(30, failures - 1)));
  }
}
