// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by files. */
class FileStoreTest extends StoreContract {

  @TempDir static Path directory;

  @Override
  StoreServer startServer() {
    return new StoreServer() {
      private FileChannel held;

      @Override
      public Store open(Duration timeout) {
        return new FileStore(directory.resolve("group"), timeout);
      }

      @Override
      public boolean readsWhileFrozen() {
        return true;
      }

      /** As a process that was frozen in the microseconds in which it held the lock. */
      @Override
      public void freeze() {
        try {
          Files.createDirectories(directory.resolve("group"));
          held =
              FileChannel.open(
                  directory.resolve("group/lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          boolean got = false;
          while (!got) {
            try {
              got = held.tryLock() != null;
            } catch (OverlappingFileLockException e) {
              Thread.onSpinWait();
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void thaw() {
        try {
          held.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
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
