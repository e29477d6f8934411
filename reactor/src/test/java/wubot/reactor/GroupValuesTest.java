// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import wubot.group.ClaimPlace;
import wubot.group.FileStore;
import wubot.group.GroupCache;
import wubot.group.GroupClock;
import wubot.group.Mailbox;
import wubot.rule.ReactionFailure;

/** What rules may put where all members of a group see it. */
class GroupValuesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  private static void refused(Executable writing) {
    ReactionFailure failure = assertThrows(ReactionFailure.class, writing);
    assertFalse(failure.isPassing(), "trying again is of no use: " + failure.getMessage());
    assertTrue(failure.getMessage().contains("at most"), failure.getMessage());
    assertTrue(failure.getMessage().length() < 500, failure.getMessage());
  }

  @Test
  void whatNoStoreHoldsIsALastingFailureOfItsRule() {
    String large = "x".repeat(600_000);
    try (FileStore store = new FileStore(directory, Duration.ofSeconds(10))) {
      ClaimPlace place = new ClaimPlace(store, "home", "joe", "1", GroupClock.system());
      GroupValues values = new GroupValues(new GroupCache(place), new Mailbox(place));
      refused(() -> values.put("rules", "key", large, HOUR));
      refused(() -> values.replace("rules", "key", Optional.empty(), large, HOUR));
      refused(() -> values.send("bot", large, HOUR));
      assertEquals(Optional.empty(), values.get("rules", "key"));
      String odd = "\0 ä 😀 " + "k".repeat(5_000);
      values.put("", odd, odd, HOUR);
      assertEquals(Optional.of(odd), values.get("", odd));
    }
  }
}
