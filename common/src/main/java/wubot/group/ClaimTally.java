// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.concurrent.atomic.LongAdder;

/** What {@link ClaimCounts} counts, while it is counted. */
final class ClaimTally {
  final LongAdder won = new LongAdder();
  final LongAdder takenOver = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder suspectedTwice = new LongAdder();
  final LongAdder abandoned = new LongAdder();
  final LongAdder failed = new LongAdder();
}
