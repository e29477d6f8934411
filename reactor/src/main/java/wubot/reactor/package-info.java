// SPDX-License-Identifier: Apache-2.0
/**
 * The reactor daemon: it walks the messages of a queue through the rule tree, and moves its cursor
 * after the effects.
 */
package wubot.reactor;
