// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a config tree and tells what a save changed.
 *
 * <p>It waits until the files have been quiet for a moment, because editors and rsync write in
 * several steps, and then compares contents: a file that was only touched, or saved and saved back,
 * is no change. Every minute it looks without having been told, for file systems and links that
 * tell nothing. What to do about a change, and that a broken file leaves the last good one running,
 * is up to the daemons.
 */
public final class ConfigWatcher implements AutoCloseable {

  /** How long the files must have been quiet. */
  public static final Duration QUIET = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
  private static final long LOOK_ANYWAY_MILLIS = 60_000;
  private static final int MOST_WAITS = 20; // a tree that is never quiet is looked at all the same

  private final ConfigTree tree;
  private final Duration quiet;
  private final Consumer<TreeChange> changed;
  private final WatchService service;
  private final Thread thread;
  private final WatchedPaths paths;
  private Listing listing; // of the watching thread

  /**
   * Begins to watch.
   *
   * @param tree what to watch
   * @param last what the caller has loaded; everything that is different from it will be told
   * @param quiet how long files must have been quiet, {@link #QUIET} usually
   * @param changed called on the watching thread, one call at a time
   */
  public ConfigWatcher(
      ConfigTree tree, Listing last, Duration quiet, Consumer<TreeChange> changed) {
    this.tree = tree;
    this.listing = last;
    this.quiet = quiet;
    this.changed = changed;
    try {
      this.service = tree.directory().getFileSystem().newWatchService();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot watch " + tree.directory(), e);
    }
    this.paths = new WatchedPaths(tree.directory(), service);
    paths.register();
    thread = new Thread(this::watch, "config-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Also watches single files, wherever they are: rule files that others name, secrets. Replaces
   * the set given before. May come from the call that tells of a change; does nothing any more when
   * the watcher is closed.
   */
  public void alsoWatch(Set<Path> files) {
    try {
      paths.setFiles(files);
    } catch (ClosedWatchServiceException e) {
      LOG.debug("No longer watching {}.", tree.directory());
    }
  }

  private void watch() {
    try {
      // Soon at first, for what changed between the caller's listing and the registration.
      long patience = quiet.toMillis();
      while (true) {
        WatchKey key = service.poll(patience, TimeUnit.MILLISECONDS);
        patience = LOOK_ANYWAY_MILLIS;
        for (int waits = 0; key != null && waits < MOST_WAITS; waits++) {
          key.pollEvents();
          key.reset();
          key = service.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        paths.register();
        look();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("No longer watching {}.", tree.directory());
    }
  }

  private void look() {
    try {
      Listing now = tree.list();
      TreeChange change = now.since(listing).with(paths.changedFiles());
      listing = now;
      if (!change.isEmpty()) {
        changed.accept(change);
      }
    } catch (RuntimeException e) { // or one mistake would end all reloading
      LOG.error("A change of the config was not taken up: {}", e.toString(), e);
    }
  }

  /** Stops watching and waits for a call that is under way, unless it is this very thread's. */
  @Override
  public void close() {
    try {
      service.close();
      if (Thread.currentThread() != thread) {
        thread.join(TimeUnit.SECONDS.toMillis(5));
      }
    } catch (IOException e) {
      LOG.debug("The watcher did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
