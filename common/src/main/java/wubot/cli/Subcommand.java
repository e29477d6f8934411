// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand of {@code wubot}: a class annotated with picocli's {@code @Command}, registered in
 * {@code META-INF/services/wubot.cli.Subcommand}. Its result is the exit code: 0 fine, 1 found
 * something wrong, 2 wrong use, 3 could not do it.
 */
public interface Subcommand extends Callable<Integer> {}
