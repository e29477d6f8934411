// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by files. */
class FileStoreTest extends StoreContract {

  @TempDir static Path directory;

  @Override
  StoreServer startServer() {
    return new StoreServer() {
      private final Semaphore disk = new Semaphore(1);

      @Override
      public Store open(Duration timeout) {
        return new FileStore(
            directory.resolve("group"),
            timeout,
            file -> {
              disk.acquireUninterruptibly();
              try {
                file.force();
              } finally {
                disk.release();
              }
            },
            Journal.SMALL);
      }

      @Override
      public boolean answersWhenStopped() {
        return true;
      }

      /** As a disk that does not answer any more. */
      @Override
      public void freeze() {
        disk.acquireUninterruptibly();
      }

      @Override
      public void thaw() {
        disk.release();
      }

      @Override
      public void stop() {}

      @Override
      public void start() {}

      @Override
      public void close() {}
    };
  }
}
