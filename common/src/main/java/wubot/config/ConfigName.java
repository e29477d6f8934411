// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file in a config tree, taken apart.
 *
 * @param kind what kind of file it is
 * @param instance the part before {@code .yaml}
 * @param host the host it is for; empty for all
 * @param trouble why it is no config file although it was probably meant to be one
 */
record ConfigName(Kind kind, String instance, Optional<String> host, Optional<String> trouble) {

  /** Kinds of files. */
  enum Kind {
    /** For all hosts, or for the one it names. */
    CONFIG,
    /** Something else. */
    OTHER
  }

  private static final Pattern YAML = Pattern.compile("(.+?)\\.yaml(?:\\.(.*))?");
  private static final Pattern YML = Pattern.compile("(.+?)\\.(?:yml|YAML|YML|Yaml)(?:\\..*)?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");
  // Endings that editors, package tools and people give to files they put aside.
  private static final Set<String> LEFT_BEHIND =
      Set.of("bak", "backup", "orig", "old", "save", "tmp", "swp", "rej", "disabled", "off");

  static ConfigName of(String name) {
    Matcher yaml = YAML.matcher(name);
    if (yaml.matches()) {
      String suffix = yaml.group(2);
      if (suffix == null) {
        return new ConfigName(Kind.CONFIG, yaml.group(1), Optional.empty(), Optional.empty());
      }
      if (HOST.matcher(suffix).matches() && !LEFT_BEHIND.contains(suffix)) {
        return new ConfigName(Kind.CONFIG, yaml.group(1), Optional.of(suffix), Optional.empty());
      }
      return new ConfigName(Kind.OTHER, yaml.group(1), Optional.empty(), dotted(suffix));
    }
    Matcher yml = YML.matcher(name);
    if (yml.matches()) {
      return new ConfigName(
          Kind.OTHER,
          yml.group(1),
          Optional.empty(),
          Optional.of("its name has to end in .yaml or .yaml.HOST"));
    }
    return new ConfigName(Kind.OTHER, name, Optional.empty(), Optional.empty());
  }

  private static Optional<String> dotted(String suffix) {
    int dot = suffix.indexOf('.');
    boolean likeHost = dot > 0 && HOST.matcher(suffix.substring(0, dot)).matches();
    return likeHost && !LEFT_BEHIND.contains(suffix.substring(suffix.lastIndexOf('.') + 1))
        ? Optional.of(
            "a host's name behind .yaml is its short name, here '" + suffix.substring(0, dot) + "'")
        : Optional.empty();
  }
}
