// SPDX-License-Identifier: Apache-2.0
/**
 * The checks, one class each: a {@link wubot.monitor.CheckType} with its settings, and the code
 * that looks. Registered in {@code META-INF/services/wubot.monitor.CheckType}.
 *
 * <p>{@link wubot.check.Memory} is a small one to start reading with: it measures, judges what it
 * measured against two limits, and says something when that changed. Where looking takes more than
 * a screen, it stands in a class of its own: {@code FileFollower} for {@link wubot.check.FileTail},
 * {@code DiskReport} for {@link wubot.check.DiskSpace}, {@code PortCheck} for {@link
 * wubot.check.TcpPort}, {@code DirectoryWatch} for {@link wubot.check.Directory}.
 *
 * <p>What several checks do alike is done by:
 *
 * <ul>
 *   <li>{@code Limits}, {@code Status}, {@code Episodes}: from a number to a status, and whether
 *       people should hear of it now;
 *   <li>{@code Seen}, {@code First}: what was reported already, and what counts as new at first;
 *   <li>{@code ProgramRun}, {@code CommandLine}: running one of the system's programs;
 *   <li>{@code WebRequest}, {@code WebSettings}, {@code WebClients}: fetching over HTTP;
 *   <li>{@code Trust}, {@code Expiry}, {@code NetworkTrouble}: certificates, and what went wrong on
 *       the way, in plain words;
 *   <li>{@code Patterns}, {@code PatientText}: regular expressions that give way to the deadline;
 *   <li>{@code Stored}: structures in a check's state.
 * </ul>
 *
 * <p>A check keeps what it must remember in its state alone, never in fields, so that it goes on
 * after a restart as if nothing had happened.
 */
package wubot.check;
