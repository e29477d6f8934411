// SPDX-License-Identifier: Apache-2.0
/**
 * The monitor daemon: it runs checks on their schedule and puts what they say on the main queue.
 *
 * <p>A {@link wubot.monitor.CheckType} describes a check and makes {@link wubot.monitor.Check}s; a
 * {@link wubot.monitor.ServiceType} makes something that runs all the time, such as the relay.
 */
package wubot.monitor;
