// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One walk over a config tree for one host. */
final class TreeWalk {

  /** The files that stand beside {@code plugins/}. */
  private static final Set<String> TOP = Set.of("reactor", "group");

  private final Path directory;
  private final String host;
  private final Problems problems = new Problems();
  private final TreeSet<String> hosts = new TreeSet<>();

  TreeWalk(Path directory, String host) {
    this.directory = directory;
    this.host = host;
  }

  Listing list() {
    List<ConfigFile> instances = new ArrayList<>();
    List<ConfigFile> top = List.of();
    if (!Files.isDirectory(directory)) {
      problems.error(
          Place.of(directory.toString()),
          "there is no config directory here",
          "make it, or say where it is with --home or WUBOT_HOME");
    } else {
      Path plugins = directory.resolve("plugins");
      for (Path plugin : entries(plugins)) {
        if (Files.isDirectory(plugin)) {
          instances.addAll(choose(plugin, plugin.getFileName().toString()));
        } else {
          note(plugin, "not read: config files are in a directory named like their plugin");
        }
      }
      top = choose(directory, "");
    }
    return new Listing(
        unique(instances), find(top, "reactor"), find(top, "group"), hosts, problems.all());
  }

  private static Optional<ConfigFile> find(List<ConfigFile> files, String name) {
    return files.stream().filter(file -> file.instance().equals(name)).findFirst();
  }

  /** Of the files in a directory those that this host loads, one for each instance. */
  private List<ConfigFile> choose(Path from, String plugin) {
    Map<String, ConfigFile> chosen = new TreeMap<>();
    for (Path path : entries(from)) {
      if (path.getFileName().toString().endsWith(".test.yaml")) {
        continue; // tests of rules, see `wubot rules test`
      }
      ConfigName name = ConfigName.of(path.getFileName().toString());
      if (plugin.isEmpty() && !TOP.contains(name.instance())) {
        continue; // colours, rules of one's own and the like are nobody's business here
      }
      if (judge(path, name)) {
        ConfigFile file = file(path, plugin, name);
        ConfigFile other = chosen.get(name.instance());
        if (other == null || other.suffix().isEmpty()) {
          chosen.put(name.instance(), file);
        }
        if (other != null) {
          boolean mine = file.suffix().isPresent();
          note(
              mine ? other.path() : path,
              "not read: " + (mine ? file : other).shown() + " stands in for it on this host");
        }
      }
    }
    return List.copyOf(chosen.values());
  }

  /** Whether this host loads a file; says why when it does not. */
  private boolean judge(Path path, ConfigName name) {
    Optional<String> other = name.host().filter(h -> !h.equals(host));
    name.host().ifPresent(hosts::add);
    if (name.trouble().isPresent()) {
      problems.warning(place(path), "not read: " + name.trouble().get(), "");
      return false;
    }
    if (name.kind() == ConfigName.Kind.OTHER) {
      note(path, "not read: its name does not end in .yaml");
      return false;
    }
    if (Files.isDirectory(path)) {
      problems.warning(place(path), "not read: this is a directory, not a file", "");
      return false;
    }
    if (other.isPresent() && other.get().equalsIgnoreCase(host)) {
      problems.warning(
          place(path),
          "not read: it is for the host '" + other.get() + "', and this one is '" + host + "'",
          "write the name as the host does, " + host);
      return false;
    }
    other.ifPresent(h -> note(path, "not read: it is for the host '" + h + "'"));
    return other.isEmpty();
  }

  private ConfigFile file(Path path, String plugin, ConfigName name) {
    return new ConfigFile(
        plugin, name.instance(), name.host(), path, place(path).file(), TextFile.digest(path));
  }

  /** In the order of keys; of two files with one key, a note tells which one is ignored. */
  private List<ConfigFile> unique(List<ConfigFile> files) {
    Map<String, ConfigFile> byKey = new TreeMap<>();
    for (ConfigFile file : files) {
      ConfigFile first = byKey.putIfAbsent(file.key(), file);
      if (first != null) {
        problems.error(
            place(file.path()),
            "its key '" + file.key() + "' is also that of " + first.shown(),
            "rename one of them");
      }
    }
    return List.copyOf(byKey.values());
  }

  /** The entries of a directory that are not hidden, by name. */
  private List<Path> entries(Path from) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(from)) {
      stream.forEach(
          path -> {
            if (!path.getFileName().toString().startsWith(".")) {
              entries.add(path);
            }
          });
    } catch (NoSuchFileException e) {
      // No plugins directory: nothing to list, and a host with only a reactor needs none.
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      IOException cause = e instanceof IOException io ? io : ((IOException) e.getCause());
      problems.error(place(from), TextFile.reason(from, cause), "");
    }
    entries.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return entries;
  }

  private void note(Path path, String text) {
    problems.add(Diagnostic.note(place(path), text, ""));
  }

  private Place place(Path path) {
    return Place.of(path.equals(directory) ? "config" : directory.relativize(path).toString());
  }
}
