// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.util.ArrayList;
import java.util.List;

/** Remembers which writes were cut off again because the disk failed, for those who wait for it. */
final class LostTickets {

  private record Range(long after, long upTo) {}

  private final List<Range> ranges = new ArrayList<>();

  synchronized void add(long after, long upTo) {
    ranges.add(new Range(after, upTo));
  }

  synchronized boolean contains(long ticket) {
    return ranges.stream().anyMatch(lost -> ticket > lost.after() && ticket <= lost.upTo());
  }
}
