// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was asked of a queue and what it has promised, so that a power loss can be judged. Messages
 * are known by a number. Any thread may write in it.
 */
final class Ledger {

  /** An append, by the numbers of its messages; they came along a link when {@code stamped}. */
  record Batch(List<Long> numbers, boolean stamped) {}

  /** The promises given so far; taken before the state of the disk is. */
  record Promises(Map<Long, Long> acknowledged, Map<String, Integer> committed) {}

  /**
   * What a power loss may leave.
   *
   * @param acknowledged numbers by sequence: must be there
   * @param attempted everything that was ever appended: may be there, a batch whole or not at all
   * @param committed where each cursor may stand
   * @param before where it stood one commit before that, for one whose file is damaged
   * @param removable sequences up to this one may have been removed
   */
  record Expectation(
      Map<Long, Long> acknowledged,
      List<Batch> attempted,
      Map<String, Set<Long>> committed,
      Map<String, Long> before,
      long removable) {}

  private static final class Commits {
    final List<Long> history = new ArrayList<>();
    int done = -1;
  }

  private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
  private final List<Batch> attempted = new ArrayList<>();
  private final Map<String, Commits> cursors = new HashMap<>();
  private long numbers;

  Ledger() {}

  /** Goes on after a power loss. */
  Ledger(Expectation after) {
    acknowledged.putAll(after.acknowledged());
    attempted.addAll(after.attempted());
    after.committed().forEach((name, may) -> cursor(name).history.addAll(may));
    cursors.values().forEach(commits -> commits.done = 0);
    numbers =
        attempted.stream().flatMap(batch -> batch.numbers().stream()).max(Long::compare).orElse(0L);
  }

  private Commits cursor(String name) {
    return cursors.computeIfAbsent(name, key -> new Commits());
  }

  synchronized Batch begin(int size, boolean stamped) {
    List<Long> fresh = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      fresh.add(++numbers);
    }
    Batch batch = new Batch(fresh, stamped);
    attempted.add(batch);
    return batch;
  }

  synchronized void acknowledged(Batch batch, List<Long> sequences) {
    for (int i = 0; i < sequences.size(); i++) {
      acknowledged.put(sequences.get(i), batch.numbers().get(i));
    }
  }

  /** A reader was given this record: it must not go away again. */
  synchronized void seen(long sequence, long number) {
    acknowledged.put(sequence, number);
  }

  synchronized void committing(String cursor, long to) {
    cursor(cursor).history.add(to);
  }

  synchronized void committed(String cursor) {
    cursor(cursor).done = cursor(cursor).history.size() - 1;
  }

  synchronized Promises promises() {
    Map<String, Integer> done = new HashMap<>();
    cursors.forEach((name, commits) -> done.put(name, commits.done));
    return new Promises(new TreeMap<>(acknowledged), done);
  }

  /** To be asked after the state of the disk was taken. */
  synchronized Expectation expect(Promises promises) {
    Map<String, Set<Long>> committed = new HashMap<>();
    Map<String, Long> before = new HashMap<>();
    long removable = cursors.isEmpty() ? 0 : Long.MAX_VALUE;
    for (Map.Entry<String, Commits> cursor : cursors.entrySet()) {
      List<Long> history = cursor.getValue().history;
      int done = promises.committed().getOrDefault(cursor.getKey(), -1);
      removable = Math.min(removable, history.stream().max(Long::compare).orElse(0L));
      if (done >= 0) {
        committed.put(cursor.getKey(), new HashSet<>(history.subList(done, history.size())));
        before.put(cursor.getKey(), done == 0 ? 0L : history.get(done - 1));
      }
    }
    return new Expectation(
        promises.acknowledged(), List.copyOf(attempted), committed, before, removable);
  }
}
