// SPDX-License-Identifier: Apache-2.0
/**
 * The durable queue: many appenders in one process, readers in any, named cursors.
 *
 * <p>A directory is a queue. The process that appends owns it ({@link wubot.queue.Queues} opens
 * each directory once per process); {@link wubot.queue.QueueAppender#append} returns when the
 * messages are on disk. A {@link wubot.queue.Cursor} reads on without moving and moves only by
 * commit, after the work is done.
 *
 * <p>How it is made: {@code OpenQueue} is a queue owned by this process. Callers encode their
 * messages ({@code RecordFormat}) on their own time and write them under a short lock into a
 * Chronicle queue ({@code ChronicleRun}, a fresh one for each opening, with disk reserved ahead by
 * {@code SpaceFloor}); {@code GroupCommit} forces them in one trip for all who wait. Only then does
 * {@code DurableSequence} move, in memory for readers of this process, in {@code HeadFile} for
 * others, who are woken by {@code Doorbell}. Nobody reads beyond it.
 *
 * <p>Reading maps nothing and trusts nothing: {@code FileScan} walks through one file and finds its
 * way past damage, {@code RecordReader} goes from file to file, {@code FileCursor} adds the
 * committed place ({@code CursorFile}). {@code Recovery} rebuilds at opening what the appender must
 * know, from the last {@code Checkpoint} and the records after it. {@code Retention} removes whole
 * files. {@code Layout} says where everything lies; {@link wubot.queue.StoredQueue} is for commands
 * that only look.
 */
package wubot.queue;
