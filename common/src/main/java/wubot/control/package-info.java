// SPDX-License-Identifier: Apache-2.0
/**
 * How commands talk to a running daemon: a socket in wubot's home that only its owner can open.
 *
 * <p>A daemon opens a {@link wubot.control.ControlServer} named after itself and says what it can
 * be asked; a command finds it with {@link wubot.control.ControlClient}. A question is one line of
 * JSON with the key {@code do}; the answer is one line, an object with what was asked for, or with
 * {@code error}. Questions are short and answers bounded, so that nobody can fill a daemon's
 * memory; whatever goes wrong with one question costs that question only.
 *
 * <p>{@link wubot.control.Replay} is what both daemons can be asked: to append messages again to a
 * queue that they own, so that no command ever writes into a queue beside its owner.
 */
package wubot.control;
