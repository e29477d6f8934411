// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What the appender has to know of the records already written. Guarded by its user. */
final class AppendState {

  private long last;
  private long lastOwn;
  private Map<String, Long> watermarks;
  private boolean shared; // with a copy: not to be changed

  AppendState(long last, long lastOwn, Map<String, Long> watermarks) {
    this.last = last;
    this.lastOwn = lastOwn;
    this.watermarks = new HashMap<>(watermarks);
  }

  static AppendState empty() {
    return new AppendState(0, 0, Map.of());
  }

  /** An independent copy, cheap until links are received. */
  AppendState copy() {
    AppendState copy = new AppendState(last, lastOwn, Map.of());
    copy.watermarks = watermarks;
    copy.shared = true;
    shared = true;
    return copy;
  }

  /** Sequence of the newest record. */
  long last() {
    return last;
  }

  /** Sequence in the newest identity given here. */
  long lastOwn() {
    return lastOwn;
  }

  Map<String, Long> watermarks() {
    return Map.copyOf(watermarks);
  }

  OptionalLong watermark(String link) {
    Long mark = watermarks.get(link);
    return mark == null ? OptionalLong.empty() : OptionalLong.of(mark);
  }

  /** Whether this was received before. */
  boolean knows(LinkStamp stamp) {
    return watermarks.getOrDefault(stamp.link(), 0L) >= stamp.sequence();
  }

  long nextSequence() {
    return ++last;
  }

  long nextOwn() {
    return ++lastOwn;
  }

  void received(LinkStamp stamp) {
    if (shared) {
      watermarks = new HashMap<>(watermarks);
      shared = false;
    }
    watermarks.merge(stamp.link(), stamp.sequence(), Math::max);
  }

  /** Takes in a record that was found written. */
  void replay(long sequence, long own, java.util.Optional<LinkStamp> stamp) {
    last = Math.max(last, sequence);
    lastOwn = Math.max(lastOwn, own);
    stamp.ifPresent(this::received);
  }

  /**
   * Leaves out sequences that readers may have seen although their records are lost, and as many
   * identities, so that neither is given to another message.
   */
  void skipTo(long sequence) {
    if (sequence > last) {
      lastOwn += sequence - last;
      last = sequence;
    }
  }
}
