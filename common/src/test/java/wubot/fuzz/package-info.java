// SPDX-License-Identifier: Apache-2.0
/**
 * Hostile input, by the million.
 *
 * <p>A {@link wubot.fuzz.FuzzTarget} reads bytes that a stranger may have made and knows the one
 * error it may answer with; {@link wubot.fuzz.Fuzzer} changes good inputs at random and sees that
 * nothing else is thrown, that no input takes long or much memory. Targets are services; their good
 * inputs, and all that were ever trouble, lie in the test resources as {@code fuzz/TARGET.txt}.
 */
package wubot.fuzz;
