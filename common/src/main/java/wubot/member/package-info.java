// SPDX-License-Identifier: Apache-2.0
/**
 * A daemon's membership in a group: {@code config/group.yaml}, the parts of {@link wubot.group}
 * that it calls for, and the commands {@code wubot group …}.
 *
 * <p>{@code wubot.group} knows neither config files nor daemons; here the two meet. Monitor and
 * reactor of one host are members of their own, each among its like: {@code home/reactor/…} and
 * {@code home/monitor/…} in the store.
 */
package wubot.member;
