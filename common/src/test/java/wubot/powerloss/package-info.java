// SPDX-License-Identifier: Apache-2.0
/**
 * A disk that loses its power.
 *
 * <p>{@link wubot.powerloss.RecordedDisk} is a directory seen through a file system of its own:
 * code under test gets a {@link wubot.powerloss.RecordedPath} and works as always, and every write,
 * force, rename and delete is noted, with what is on the disk for sure and what is not. What is
 * written through mapped pages is found by comparing the files with what was forced. At any moment
 * {@link wubot.powerloss.RecordedDisk#capture} gives a {@link wubot.powerloss.CrashState}, from
 * which any number of directories can be made that a power loss at that moment may leave behind.
 *
 * <p>What counts as legal: every sector of 512 bytes that was not forced has any of the contents it
 * had since the last force, whatever its neighbours have; the size of a file is any between the
 * forced and the newest; a name in a directory that was not forced stands for any of the files it
 * stood for since; {@code force(false)} brings data and growth onto the disk, not a file's being
 * cut shorter. Real file systems promise more than that.
 */
package wubot.powerloss;
