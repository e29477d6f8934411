// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

/** What can be wrong with a queue after a power loss. */
enum Finding {
  /** Something acknowledged is not there. */
  LOST,
  /** A message, or an identity, is there twice. */
  TWICE,
  /** Records are not in the order in which they were appended. */
  OUT_OF_ORDER,
  /** A record that nobody appended, or with other content. */
  INVENTED,
  /** A part of an append. */
  HALF_BATCH,
  /** A cursor or the watermark of a link stands where it was never put. */
  MISPLACED,
  /** Intact records were reported as damaged, or damage was not reported. */
  MISREPORTED,
  /** It could not be opened, read or appended to. */
  BROKEN
}
