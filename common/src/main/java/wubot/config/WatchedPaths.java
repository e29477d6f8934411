// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directories that a watcher has asked the system about, and the single files beside them. */
final class WatchedPaths {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedPaths.class);
  private static final int DEPTH = 2; // config, plugins, Plugin

  private final Path root;
  private final WatchService service;

  // guarded by this
  private final Set<Path> refused = new HashSet<>();
  private Map<Path, String> files = new TreeMap<>(); // with the digests last seen

  WatchedPaths(Path root, WatchService service) {
    this.root = root;
    this.service = service;
  }

  /** The set of single files; those it had before keep what was seen of them. */
  synchronized void setFiles(Set<Path> wanted) {
    Map<Path, String> next = new TreeMap<>();
    for (Path file : wanted) {
      String known = files.get(file);
      next.put(file, known == null ? TextFile.digest(file) : known);
    }
    files = next;
    register();
  }

  /** The single files whose content is another than at the last call. */
  synchronized Set<Path> changedFiles() {
    Set<Path> changed = new TreeSet<>();
    files.replaceAll(
        (file, before) -> {
          String now = TextFile.digest(file);
          if (!now.equals(before)) {
            changed.add(file);
          }
          return now;
        });
    return changed;
  }

  /**
   * Asks the system to tell of changes in all directories that are there now. Those it was asked
   * about before are asked about again, which costs little: under the same name there may be
   * another directory by now.
   */
  synchronized void register() {
    Set<Path> wanted = new HashSet<>();
    collect(root, DEPTH, wanted);
    addParent(root, wanted);
    files.keySet().forEach(file -> addParent(file, wanted));
    refused.retainAll(wanted);
    wanted.forEach(this::register);
  }

  private static void addParent(Path path, Set<Path> found) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && Files.isDirectory(directory)) {
      found.add(directory);
    }
  }

  private void register(Path directory) {
    try {
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      refused.remove(directory);
    } catch (IOException e) {
      if (refused.add(directory)) {
        LOG.warn("Changes in {} are noticed within a minute only: {}", directory, e.toString());
      }
    }
  }

  private static void collect(Path directory, int depth, Set<Path> found) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    found.add(directory);
    if (depth > 0) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(entry -> collect(entry, depth - 1, found));
      } catch (IOException | DirectoryIteratorException e) {
        LOG.debug("Cannot list {}: {}", directory, e.toString());
      }
    }
  }
}
