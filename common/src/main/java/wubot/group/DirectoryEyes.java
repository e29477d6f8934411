// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls when another process has written into a directory, as far as the system tells. */
final class DirectoryEyes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryEyes.class);

  private final Path directory;
  private final Runnable seen;
  private final Thread thread;
  private WatchService service;

  DirectoryEyes(Path directory, Runnable seen) {
    this.directory = directory;
    this.seen = seen;
    this.thread = new Thread(this::look, "wubot-group-file-watch");
    try {
      FileStore.create(directory);
      service = directory.getFileSystem().newWatchService();
      directory.register(
          service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      // Whoever watches polls as well.
      LOG.info(
          "changes of other processes in {} are not seen at once: {}", directory, e.toString());
    }
  }

  private void look() {
    try {
      while (true) {
        WatchKey key = service.take();
        boolean journal =
            key.pollEvents().stream()
                .anyMatch(event -> event.context() == null || isJournal(event.context()));
        if (journal) {
          seen.run();
        }
        if (!key.reset()) {
          return; // the directory is gone
        }
      }
    } catch (ClosedWatchServiceException e) {
      // the end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isJournal(Object file) {
    return JournalFiles.isName(file.toString());
  }

  @Override
  public void close() {
    try {
      if (service != null) {
        service.close();
      }
    } catch (IOException e) {
      LOG.debug("closing the watch on {}", directory, e);
    }
  }
}
