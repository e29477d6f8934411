// SPDX-License-Identifier: Apache-2.0
/**
 * The durable queue: many appenders in one process, readers in any, named cursors.
 *
 * <p>A directory is a queue. The process that appends owns it ({@link wubot.queue.Queues} opens
 * each directory once per process); {@link wubot.queue.QueueAppender#append} returns when the
 * messages are on disk. A {@link wubot.queue.Cursor} reads on without moving and moves only by
 * commit, after the work is done.
 */
package wubot.queue;
