// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What the plugins of one module declare, registered in {@code
 * META-INF/services/wubot.config.Declarations}: for the schemas of editors, and for tools that
 * judge config files without running a daemon.
 */
public interface Declarations {

  /** What kind of plugin it is. */
  enum Kind {
    /** It makes messages, in the monitor. */
    CHECK,
    /** It does something with messages, in a rule. */
    REACTION
  }

  /**
   * A plugin.
   *
   * @param kind what kind it is
   * @param name its name
   * @param summary what it does
   * @param settings its keys; of a check with those that every check has
   * @param fields the fields that it sets, each as {@code name: what it holds}
   */
  record Plugin(Kind kind, String name, String summary, Settings settings, List<String> fields) {}

  /**
   * A kind of config file that is no plugin's.
   *
   * @param name what its schema is called, such as {@code reactor}
   * @param title what it is, in a sentence
   * @param keys its keys
   * @param parts what stands under keys that hold a structure, at any depth
   */
  record FileKind(String name, String title, Settings keys, List<Part> parts) {}

  /**
   * What stands under a key.
   *
   * @param key the key
   * @param settings the keys in it
   * @param several whether it is a list of these
   */
  record Part(String key, Settings settings, boolean several) {}

  /** The plugins of the module. */
  List<Plugin> plugins();

  /** The other config files of the module. */
  default List<FileKind> files() {
    return List.of();
  }

  /** The other config files of all installed modules. */
  static List<FileKind> installedFiles() {
    List<FileKind> all = new ArrayList<>();
    ServiceLoader.load(Declarations.class).forEach(module -> all.addAll(module.files()));
    return all;
  }

  /** The plugins of all installed modules. */
  static List<Plugin> installed() {
    List<Plugin> all = new ArrayList<>();
    ServiceLoader.load(Declarations.class).forEach(module -> all.addAll(module.plugins()));
    return all;
  }
}
