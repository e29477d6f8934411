// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.concurrent.atomic.AtomicLong;

/** What a receiver has seen so far; each number only grows. */
final class ReceiverCounts {

  final AtomicLong messages = new AtomicLong();
  final AtomicLong repeats = new AtomicLong();
  final AtomicLong strangers = new AtomicLong();
  final AtomicLong malformed = new AtomicLong();
  final AtomicLong loops = new AtomicLong();
}
