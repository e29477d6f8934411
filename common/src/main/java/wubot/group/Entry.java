// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * What a store holds under a key.
 *
 * @param key slash-separated words, e.g. {@code home/role/leader}
 * @param value text, usually JSON; at most {@link Store#LONGEST_VALUE} characters
 * @param version changes with every writing of the key, to a number that it never had before
 */
public record Entry(String key, String value, long version) {}
