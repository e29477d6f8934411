// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.time.ZoneOffset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import wubot.message.Message;
import wubot.rule.Condition;

/** A condition tested, and one read. */
@State(Scope.Thread)
public class ConditionBench {

  /** The condition. */
  @Param({
    "key equals Check1-1",
    "percent > 90",
    "text contains ext4",
    "text matches ext[34]",
    "text imatches EXT4$",
    "hostname in [host-1, host-2, host-3]",
    "percent > 90 AND mount equals '/' AND NOT (device starts with '/dev/sr')"
  })
  public String text;

  private Condition condition;
  private Message message;

  /** Reads it. */
  @Setup(Level.Trial)
  public void read() {
    condition = Condition.parse(text, ZoneOffset.UTC);
    message = Workload.tree().messages().get(0);
  }

  /** One test. */
  @Benchmark
  public boolean test() {
    return condition.test(message);
  }

  /** One reading. */
  @Benchmark
  public Condition parse() {
    return Condition.parse(text, ZoneOffset.UTC);
  }
}
