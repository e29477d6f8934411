// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code scripts/chaos} is made of: a network of real processes that is broken in every way we
 * could think of, and a judge who knows what was accepted.
 *
 * <p>{@code Chaos} is the program. For each server it starts a {@code Network} of {@code Host}s,
 * each with daemons of the distribution ({@code Daemon}), a {@code Wire} and {@code Disk}s of its
 * own, and lets a {@code Campaign} strike with one {@code Fault} after the other, in the order of a
 * seeded {@code Plan}. In the daemons sits an {@code Agent}: it weaves calls of {@code Passage}
 * into the classes as they are loaded, so that a daemon can die at a named {@code Point} or live in
 * another year, and brings the plugin {@code Feed}, which appends {@code Known} messages and keeps
 * a {@code Ledger} of what the queue accepted. The distribution itself knows nothing of all this.
 *
 * <p>In the end the {@code Oracle} reads the receiver's queue and holds it against the ledgers.
 */
package wubot.chaos;
