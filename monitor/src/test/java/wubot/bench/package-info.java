// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code scripts/bench latency}, {@code footprint} and {@code peers} are made of.
 *
 * <p>{@code LatencyBench} and {@code FootprintBench} run daemons of the distribution as a person
 * would; a {@code Program} is one of them, or one of a peer. {@code PeersBench} lets wubot's relay
 * and each {@code Peer} carry the same number of messages from one process to another and counts
 * what {@code Arrivals} it finds in the end. All print {@code Figures}: a table, then a line of
 * JSON.
 */
package wubot.bench;
