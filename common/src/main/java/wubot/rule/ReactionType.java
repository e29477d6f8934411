// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.config.Settings;
import wubot.config.Values;

/** A kind of reaction, found through ServiceLoader: its name, its settings, how to make one. */
public interface ReactionType {

  /** What kind of work a reaction does, which decides how the daemon runs it. */
  enum Work {
    /** Changes fields only; has no effect outside the message. */
    FIELDS,
    /** Keeps state by message key, has no other effect. */
    STATE,
    /** Acts outside, quickly and on this host, in the walk through the tree. */
    LOCAL,
    /**
     * Speaks to somebody else and may take long: the message is put durably in an outbox and
     * delivered beside the walk, with retries.
     */
    DELIVERY
  }

  /** The name used after {@code plugin:} in a rule. */
  String name();

  /** What it does, in a sentence or two. */
  String summary();

  /** What kind of work it is. */
  Work work();

  /** The keys of a rule's {@code config:}. */
  Settings settings();

  /** An example rule in YAML for the reference page, one that loads as it stands. */
  String example();

  /** The fields it sets, each as {@code name: what it holds}; shown in the reference page. */
  default List<String> fields() {
    return List.of();
  }

  /**
   * Whether it is a gate: it runs before the rules inside its rule, and decides which messages they
   * get. All others run after them.
   */
  default boolean gate() {
    return false;
  }

  /** Whether it speaks up by itself when the time of the messages has come to that. */
  default boolean keepsTime() {
    return gate();
  }

  /**
   * Whether in a group one member does it for all, where the rules do not say so: right for what
   * others notice, such as a notification, wrong for what each member keeps for itself.
   */
  default boolean byOne() {
    return work() == Work.DELIVERY;
  }

  /**
   * Makes a reaction; must not touch the outside yet.
   *
   * @throws IllegalArgumentException when values do not go together, with the problem and the key
   */
  Reaction create(Values values, ReactionServices services);
}
