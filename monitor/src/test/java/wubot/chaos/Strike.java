// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;
import java.util.Map;

/**
 * A fault that was brought about once.
 *
 * @param fault its name
 * @param happened whether what was meant to happen did
 * @param kills how many processes were killed
 * @param points those at which processes killed themselves
 * @param recoveryMillis from the end of the fault to the arrival of a message of every sender that
 *     was sent after it, and so of everything before; -1 when that did not happen
 * @param from for each sender, the number of the first message sent since it began
 */
record Strike(
    String fault,
    boolean happened,
    int kills,
    List<Point> points,
    long recoveryMillis,
    Map<String, Long> from) {}
