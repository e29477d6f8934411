// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the rule engine beside others. {@link wubot.bench.RulesBench} is the program; a {@code
 * Workload} holds rules in a neutral form ({@code Spec}) and messages, each {@code Contender} makes
 * its own rules and events of them. Nothing in here is part of wubot as people install it.
 */
package wubot.bench;
