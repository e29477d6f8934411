// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.RuleFailure;

/** A message walked through a tree; {@link #copy} is the part of it that is no walk. */
@State(Scope.Thread)
public class TreeBench {

  /** How many selective rules; 0 stands for the tree of a hundred. */
  @Param({"0", "100", "10000"})
  public int rules;

  private Engine engine;
  private List<Message> messages;
  private int next;

  /** Loads the rules. */
  @Setup(Level.Trial)
  public void load() {
    Workload workload = rules == 0 ? Workload.tree() : Workload.selective(rules);
    engine = new Engine(WubotRules.tree(workload.rules()), WubotRules.HOST);
    messages = workload.messages();
  }

  /** Lets go of them. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }

  /** Copies a message and walks it. */
  @Benchmark
  public List<RuleFailure> walk() throws InterruptedException {
    return engine.run(copy());
  }

  /** Copies a message. */
  @Benchmark
  public Message copy() {
    next = (next + 1) % messages.size();
    return messages.get(next).copy();
  }
}
