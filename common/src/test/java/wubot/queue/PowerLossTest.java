// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first line of the contract: what was accepted survives the loss of power, whatever part of
 * the rest had reached the disk. {@code scripts/powerloss} does the same for longer.
 */
class PowerLossTest {

  @TempDir Path home;

  private PowerLossTally replay(
      long seed, int steps, int perMoment, int states, Durability durability) throws Exception {
    PowerLossTally tally = new PowerLossTally(Optional.empty());
    Path memory = Path.of("/dev/shm");
    Path work = Files.isWritable(memory) ? Files.createTempDirectory(memory, "powerloss") : home;
    try {
      new PowerLossLane(work, tally, seed, perMoment, () -> tally.states() >= states)
          .run(steps, Judge.SETTINGS.withDurability(durability));
    } finally {
      if (!work.equals(home)) {
        PowerLossLane.remove(work);
      }
    }
    return tally;
  }

  @Test
  void whatWasAcceptedSurvives() throws Exception {
    PowerLossTally tally = replay(7, 90, 1, 120, Durability.COMMIT);
    assertEquals(List.of(), tally.failures(), tally.table());
    assertTrue(tally.states() >= 100, tally.table());
  }

  /** Were this test to fail, the others would prove nothing. */
  @Test
  void theJudgeSeesWhatIsLostWithoutForce() throws Exception {
    PowerLossTally tally = replay(8, 40, 1, 60, Durability.OS);
    assertTrue(tally.faults(Finding.LOST) > 1, tally.table());
  }

  @Tag("slow")
  @Test
  void thousandsOfPowerLossesThroughRollsAndRetentionAndRecovery() throws Exception {
    PowerLossTally tally = replay(9, 250, 1, 2000, Durability.COMMIT);
    assertEquals(List.of(), tally.failures(), tally.table());
    String moments = tally.moments();
    assertTrue(tally.states() >= 1000, tally.table());
    assertTrue(tally.moments("open records") > 2, moments);
    assertTrue(tally.moments("remove records") > 0, moments);
    assertTrue(tally.moments("recovering") > 10, moments);
  }
}
