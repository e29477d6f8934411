// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.dead.DeadLetter;
import wubot.dead.DeadLetters;
import wubot.dead.DealtWith;
import wubot.dead.OpenLetters;
import wubot.queue.Cursor;
import wubot.queue.QueueException;
import wubot.queue.Queues;
import wubot.queue.StoredQueue;

/**
 * Replays and drops dead letters for people: a letter is put through its rule, that is durable,
 * then the note that it was dealt with. A crash in between leaves the letter open.
 */
final class LetterDesk {

  private static final long PATIENCE_SECONDS = 120;

  private final Path home;
  private final Queues queues;
  private final Clock clock;
  private final Supplier<Optional<Walk>> walk;
  private final OpenLetters open;

  LetterDesk(Path home, Queues queues, Clock clock, Supplier<Optional<Walk>> walk) {
    this.home = home;
    this.queues = queues;
    this.clock = clock;
    this.walk = walk;
    this.open = new OpenLetters(home);
  }

  /** How many letters are open. */
  int count() {
    return open.count();
  }

  /** Puts letters through their rules again, or through all rules. */
  synchronized Map<String, Object> replay(Question question) throws InterruptedException {
    List<DeadLetter> letters = letters(question);
    boolean whole = question.flag("tree");
    Walk walking =
        walk.get()
            .orElseThrow(() -> new ControlException("the reactor is not ready yet; try again"));
    Map<Long, String> failing =
        letters.isEmpty()
            ? Map.of()
            : walking.errands().ask(tree -> walking.replay(tree, letters, whole), PATIENCE_SECONDS);
    List<Long> done =
        letters.stream().map(DeadLetter::sequence).filter(n -> !failing.containsKey(n)).toList();
    note(done, DealtWith.How.REPLAYED);
    Map<String, Object> why = new TreeMap<>();
    failing.forEach((letter, words) -> why.put(letter.toString(), words));
    return Map.of("done", done, "failing", why);
  }

  /** Closes letters without doing anything. */
  synchronized Map<String, Object> drop(Question question) {
    List<Long> done = letters(question).stream().map(DeadLetter::sequence).toList();
    note(done, DealtWith.How.DROPPED);
    return Map.of("done", done, "failing", Map.of());
  }

  private List<DeadLetter> letters(Question question) {
    try {
      NavigableSet<Long> wanted = open.refresh();
      wanted.retainAll(new ArrayList<>(question.numbers("letters")));
      Optional<StoredQueue> queue = StoredQueue.at(DeadLetters.queue(home));
      return queue.isEmpty() ? List.of() : DeadLetters.read(queue.get(), wanted);
    } catch (QueueException e) {
      throw new ControlException(e.getMessage(), e);
    }
  }

  private void note(List<Long> letters, DealtWith.How how) {
    if (letters.isEmpty()) {
      return;
    }
    try {
      Path directory = DeadLetters.queue(home);
      queues.appender(directory).append(DealtWith.note(letters, how, clock.instant()));
      NavigableSet<Long> left = open.refresh();
      try (Cursor cursor = queues.view(directory).cursor(DeadLetters.CURSOR)) {
        cursor.commit(left.isEmpty() ? queues.view(directory).lastSequence() : left.first() - 1);
      }
    } catch (QueueException e) {
      throw new ControlException(
          "they are done, but that could not be noted, so that they stay open: " + e.getMessage(),
          e);
    }
  }
}
