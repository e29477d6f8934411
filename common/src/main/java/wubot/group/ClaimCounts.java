// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * How this member's claims went since its start.
 *
 * @param won asks that became this member's
 * @param takenOver how many of them somebody else had begun
 * @param lost asks that another member had finished
 * @param held effects this member is at now
 * @param waiting ids that are elsewhere and were asked for lately
 * @param suspectedTwice effects that somebody else may have done as well, because this member's
 *     claim was gone when it had finished
 * @param abandoned effects an earlier life of this member took with at most once and did not finish
 * @param failed effects that threw, each try counted
 * @param unwritten endings that wait for the store
 * @param remembered finished claims of this member that are still in the store
 */
public record ClaimCounts(
    long won,
    long takenOver,
    long lost,
    long held,
    long waiting,
    long suspectedTwice,
    long abandoned,
    long failed,
    long unwritten,
    long remembered) {}
