// SPDX-License-Identifier: Apache-2.0
/**
 * What everything that keeps files asks of a file system.
 *
 * <p>{@link wubot.disk.Disk} makes directories, names and whole small files durable: after a crash
 * or a loss of power a file is the old one or the new one. {@link wubot.disk.SteadyFile} is an open
 * file that survives the interruption of a thread. {@link wubot.disk.Refusal} says in words what a
 * file system refused.
 *
 * <p>It knows nothing of messages or queues, and every other package may use it.
 */
package wubot.disk;
