// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back after something below a directory changed: soon after the system's notice, and every
 * now and then without one, for file systems and links that give none.
 */
final class TreeWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TreeWatch.class);
  private static final long QUIET_MILLIS = 150; // editors write a file in several steps
  private static final int MOST_STEPS = 20;
  private static final long LOOK_ANYWAY_SECONDS = 60;

  private final Path root;
  private final Runnable changed;
  private final WatchService watcher;
  private final Thread thread;
  private Set<Path> watched = Set.of();

  /**
   * Begins to watch.
   *
   * @param root a directory; those below it to a depth of two are watched as well
   * @param changed called on a thread of its own, one call at a time
   */
  TreeWatch(Path root, Runnable changed) throws IOException {
    this.root = root;
    this.changed = changed;
    this.watcher = root.getFileSystem().newWatchService();
    register();
    thread = new Thread(this::watch, "config");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (true) {
        WatchKey key = watcher.poll(LOOK_ANYWAY_SECONDS, TimeUnit.SECONDS);
        for (int step = 0; key != null && step < MOST_STEPS; step++) {
          key.pollEvents();
          if (!key.reset()) {
            watched = Set.of(); // the directory is gone, perhaps to come back
          }
          key = watcher.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        }
        register();
        tell();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // Closed: nothing more to tell.
    }
  }

  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException e) { // or one mistake would end all reloading
      LOG.error("A change of the config was not taken up: {}", e.toString(), e);
    }
  }

  private void register() {
    Set<Path> now = new HashSet<>();
    collect(root, 2, now);
    if (now.equals(watched)) {
      return;
    }
    for (Path directory : now) {
      try {
        directory.register(
            watcher,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      } catch (IOException e) {
        LOG.warn(
            "Changes in {} are noticed within {} s only: {}",
            directory,
            LOOK_ANYWAY_SECONDS,
            e.toString());
      }
    }
    watched = now;
  }

  private static void collect(Path directory, int depth, Set<Path> found) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    found.add(directory);
    if (depth == 0) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        collect(entry, depth - 1, found);
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      LOG.debug("Cannot list {}: {}", directory, e.toString());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      watcher.close();
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (IOException e) {
      LOG.debug("The watcher did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
