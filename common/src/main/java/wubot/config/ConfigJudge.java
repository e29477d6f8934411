// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;

/**
 * Judges one part of a config tree as a host will load it; found through ServiceLoader, so that
 * {@code wubot check} speaks of everything that is installed.
 */
public interface ConfigJudge {

  /**
   * Adds everything that is wrong or doubtful for this host; starts nothing and writes nothing.
   *
   * @param home wubot's home; the tree is its {@code config} directory
   * @param host the short host name to judge for
   */
  void judge(Path home, String host, Problems problems);
}
