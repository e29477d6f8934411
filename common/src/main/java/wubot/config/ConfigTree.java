// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The config files of one host: which of those below wubot's home it loads, and how they read.
 *
 * <p>A file is for all hosts, or, with a host's short name behind {@code .yaml}, for that host
 * alone: {@code load.yaml}, {@code relay.yaml.joe}. Where both are there, the host's own wins.
 * Listing never fails: what is wrong with one file is a diagnostic, and the others are listed.
 */
public final class ConfigTree {

  private final Path home;
  private final String host;

  /**
   * A tree as one host sees it.
   *
   * @param home wubot's home; the tree is its {@code config} directory
   * @param host the host's name, of which the part before the first dot counts
   */
  public ConfigTree(Path home, String host) {
    this.home = home;
    this.host = shortName(host);
  }

  /** A host's name up to the first dot. */
  public static String shortName(String hostName) {
    int dot = hostName.indexOf('.');
    return dot < 0 ? hostName : hostName.substring(0, dot);
  }

  /** wubot's home. */
  public Path home() {
    return home;
  }

  /** The directory of the tree. */
  public Path directory() {
    return home.resolve("config");
  }

  /** The short name of the host. */
  public String host() {
    return host;
  }

  /** What the host loads and what it ignores, as the files are now. */
  public Listing list() {
    return new TreeWalk(directory(), host).list();
  }

  /**
   * Reads one file.
   *
   * @return empty when there was an error; an empty file is a map without entries
   */
  public Optional<Node> read(ConfigFile file, Problems problems) {
    return Yaml.read(file.path(), file.shown(), problems);
  }

  /**
   * Reads the file of an instance.
   *
   * @return empty when there was an error, one of them being that the file is not a map
   */
  public Optional<Node.Entries> readInstance(ConfigFile file, Problems problems) {
    Optional<Node> node = read(file, problems);
    if (node.isPresent() && !(node.get() instanceof Node.Entries)) {
      problems.error(
          node.get().place(),
          "a config file of a plugin is a map of settings",
          "write 'key: value' lines");
      return Optional.empty();
    }
    return node.map(Node.Entries.class::cast);
  }
}
