// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.List;
import wubot.rule.Reaction;

/** What the diary is to write down. */
sealed interface DiaryNote {

  /**
   * Which rules are in force.
   *
   * @param tree their name
   * @param sequence from which message on
   */
  record Rules(String tree, long sequence) implements DiaryNote {}

  /** What a reaction did with a message. */
  final class Reacted implements DiaryNote {

    final long sequence;
    final String rule;
    final Object[] set;
    final List<String> removed;
    final Reaction.Verdict verdict;
    final String failure;

    /**
     * A note.
     *
     * @param sequence of the message
     * @param rule the path of its rule
     * @param set names and values of the fields it set, in turns
     * @param removed the fields it removed
     * @param verdict what it said of the message, if it is a gate
     * @param failure why it failed, empty when it did not
     */
    Reacted(
        long sequence,
        String rule,
        Object[] set,
        List<String> removed,
        Reaction.Verdict verdict,
        String failure) {
      this.sequence = sequence;
      this.rule = rule;
      this.set = set;
      this.removed = removed;
      this.verdict = verdict;
      this.failure = failure;
    }
  }
}
