// SPDX-License-Identifier: Apache-2.0
/**
 * One of many: several daemons that act as one.
 *
 * <p>A group is a set of members, each a daemon with a name, that share a {@link
 * wubot.group.Store}: a file, etcd, MongoDB or PostgreSQL. Everything a group does stands on the
 * store's five operations, each with a deadline and one of three outcomes; the third, unknown, is
 * what makes this package careful. {@link wubot.group.FileStore} is ours down to the bytes: its
 * {@code Journal} says how several processes append to one file without a lock.
 *
 * <p>Two rules hold everywhere. Expiry is observed: a record counts as abandoned when this member
 * has seen the same version of it for the record's time to live by its own clock that is never set;
 * no clock of another machine is believed. And a holder stops before anyone else may start: it acts
 * only until two thirds of the time to live have passed since it <em>sent</em> its last renewal.
 * What it holds carries a token that grows with every grant, so that a store of effects can turn
 * away a holder that slept.
 *
 * <p>{@link wubot.group.Claims} decides which member does an effect that all could do; a record
 * that is finished is forgotten once {@link wubot.group.Watermarks} say that every member is past
 * it. {@link wubot.group.Flows} keeps a conversation with one member. {@link wubot.group.Resources}
 * is for what may be used by one at a time, {@link wubot.group.Mailbox} for commands to whoever
 * uses it, {@link wubot.group.GroupCache} for values all share. They act only when called, and
 * while {@link wubot.group.ClaimThreads} renew and tidy behind them; {@link wubot.group.ClaimPlace}
 * says where they stand, and gives a test its clock.
 *
 * <p>{@link wubot.group.Member} joins, gives signs of life and sees the others. {@link
 * wubot.group.Roles} runs a {@link wubot.group.RoleWork} on exactly one member: a pure function,
 * {@code Placement}, says which; that member alone takes the role's record by a conditional
 * writing, gets a {@link wubot.group.Grant} with a new token, and asks it before each effect. A
 * role that moves carries a {@link wubot.group.Handover}: the old holder ends its work, leaves its
 * state beside the record, and lets go in one writing; the new one goes on from there, and when it
 * does not, the old one takes the role back. Inside, a {@code Role} is a {@code RoleStand} (what is
 * known), a {@code RoleTaking} and a {@code RoleKeeping}; all three read the {@code RoleBoard}. The
 * test {@code RolesUnderFaultsTest} stops members in the middle of every operation.
 */
package wubot.group;
