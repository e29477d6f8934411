// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import wubot.message.FieldMark;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;

/**
 * What reactions really did with each message, kept for some hours so that {@code wubot explain}
 * can tell: only what cannot be worked out again from the message and the rules, which is what
 * reactions with state or effects changed, and what failed.
 *
 * <p>It is no part of what is certain: a loss of power may cost its last seconds, and when it
 * cannot be written, the reactor goes on. To be used by the thread that walks messages.
 */
final class Diary implements AutoCloseable {

  /** A batch of messages with much to note is written in parts of about so many bytes. */
  private static final int LARGE = 1 << 18;

  private final DiaryPages pages;
  private final DiaryBlock notes = new DiaryBlock();
  private final FieldMark mark = new FieldMark();
  private Duration keep = Duration.ofHours(24);
  private String tree = "";
  private boolean treeSaid;
  private long sequence;

  /** In this directory, which is made when there is something to write. */
  Diary(Path directory, Clock clock) {
    this.pages = new DiaryPages(directory, clock);
  }

  /** How long to keep what is written; zero for not at all. */
  void keep(Duration time) {
    keep = time;
  }

  /** The rules that are in force from the next message on. */
  void tree(String name) {
    tree = name;
    treeSaid = false;
  }

  /** What follows is about the record at this place; 0 for a message that is in no queue. */
  void begin(long recordSequence) {
    sequence = recordSequence;
    if (notes.size() > LARGE) {
      flush();
    }
    if (!treeSaid && isNoting()) {
      treeSaid = true;
      notes.tree(tree, sequence);
    }
  }

  /** Puts the diary around a reaction, where there is something to note of it. */
  Reaction around(Rule rule, Reaction reaction) {
    boolean worth = rule.step().orElseThrow().type().work() != Work.FIELDS;
    return worth ? new NotedReaction(rule.path(), reaction, this) : reaction;
  }

  /** Whether anything is to be noted of the message at hand. */
  boolean isNoting() {
    return sequence > 0 && !keep.isZero();
  }

  /** A reaction is about to run on the message at hand. */
  void reacts(Message message) {
    mark.take(message);
  }

  /**
   * A reaction ran on the message at hand, which was told to {@link #reacts} before.
   *
   * @param verdict what it said of the message, if it is a gate
   * @param failure why it failed, empty when it did not
   */
  void reacted(String rule, Message after, Reaction.Verdict verdict, String failure) {
    notes.reacted(sequence, rule, mark, after, verdict, failure);
  }

  /** Writes what there is; called before the messages count as done. */
  void flush() {
    if (notes.size() > 0) {
      pages.write(notes, keep);
      notes.clear();
    }
  }

  @Override
  public void close() {
    flush();
    pages.close();
  }
}
