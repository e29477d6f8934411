// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is told to stop before it has appended anything can still append. */
class FirstAppendAtTheEndTest {

  @TempDir Path directory;

  @Test
  void theFirstAppendMayComeWhileTheProcessEnds() throws Exception {
    try (ChildJvm child = ChildJvm.start("at-the-end", directory.resolve("queue"))) {
      assertEquals(Optional.of("1"), child.line("appended"));
    }
  }
}
