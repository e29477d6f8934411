// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * cannot be written, the reactor goes on. A few notes are written at once; those of a backlog,
 * which is in a hurry, by a thread of its own, not far behind. By one thread otherwise.
 */
final class Diary implements AutoCloseable {

  private final DiaryPages pages;
  private final DiaryBacklog backlog;
  private final FieldMark mark = new FieldMark();
  private Duration keep = Duration.ofHours(24);
  private List<DiaryNote> notes = new ArrayList<>();
  private String tree = "";
  private boolean treeSaid;
  private long sequence;

  /** In this directory, which is made when there is something to write. */
  Diary(Path directory, Clock clock) {
    this.pages = new DiaryPages(directory, clock);
    this.backlog = new DiaryBacklog(pages);
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
    if (!treeSaid && sequence > 0) {
      treeSaid = true;
      note(new DiaryNote.Rules(tree, sequence));
    }
  }

  private void note(DiaryNote note) {
    if (!keep.isZero()) {
      notes.add(note);
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
    Object[] set = mark.changed(after);
    List<String> removed = mark.removed(after);
    if (set.length > 0
        || !removed.isEmpty()
        || !failure.isEmpty()
        || verdict != Reaction.Verdict.PASS) {
      note(new DiaryNote.Reacted(sequence, rule, set, removed, verdict, failure));
    }
  }

  /** Writes what there is, or has it written soon; called before the messages count as done. */
  void flush() {
    if (notes.isEmpty()) {
      return;
    }
    if (backlog.add(notes, keep)) {
      notes = new ArrayList<>(notes.size());
    } else {
      pages.write(notes, keep);
      notes.clear();
    }
  }

  @Override
  public void close() {
    backlog.close();
    pages.close();
  }
}
