// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one launcher, {@link wubot.cli.Wubot}, whose subcommands are found through
 * ServiceLoader as {@link wubot.cli.Subcommand}s, so that each module brings its own.
 */
package wubot.cli;
