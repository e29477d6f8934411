// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Problems;

/**
 * Rules that follow the files they include. A daemon asks every few seconds:
 *
 * <pre>{@code
 * if (rules.haveChanged()) {
 *   rules.load(problems).ifPresent(engine::replace);
 * }
 * }</pre>
 *
 * <p>When the new files are broken, {@link #load} gives nothing and the engine keeps the rules it
 * has; the problems come once for each change.
 */
public final class FollowedRules {

  private final RuleLoader loader;
  private final Node rules;
  private FileStamps stamps = new FileStamps();

  /**
   * Rules that are not read yet.
   *
   * @param loader how to read them
   * @param rules as {@link RuleLoader#load} takes them
   */
  public FollowedRules(RuleLoader loader, Node rules) {
    this.loader = loader;
    this.rules = rules;
  }

  /**
   * Reads the rules and all files they include.
   *
   * @return empty when there was an error
   */
  public Optional<RuleTree> load(Problems problems) {
    FileStamps read = new FileStamps();
    stamps = read;
    return loader.load(rules, problems, read);
  }

  /** The files and directories that the last {@link #load} read, or missed. */
  public List<Path> files() {
    return stamps.paths();
  }

  /** Whether a file that the last {@link #load} read, or missed, is different now. */
  public boolean haveChanged() {
    return stamps.changed();
  }
}
