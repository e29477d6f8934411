// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;

/**
 * A fault that was brought about once.
 *
 * @param happened whether what was meant to happen did
 * @param fromMillis when it began
 * @param toMillis when everything was mended
 * @param hits which members it struck, and when
 * @param recoveryMillis from {@code toMillis} until all was done that came until then; -1 for never
 */
record GroupStrike(
    String fault,
    boolean happened,
    long fromMillis,
    long toMillis,
    List<GroupHit> hits,
    long recoveryMillis) {

  long kills() {
    return hits.stream().filter(hit -> hit.kind() == GroupHit.Kind.KILLED).count();
  }
}
