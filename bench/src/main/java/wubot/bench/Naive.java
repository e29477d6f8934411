// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import wubot.message.Message;
import wubot.rule.NaiveWalk;
import wubot.rule.RuleTree;

/** The same tree of wubot's rules, every condition tested in turn. */
final class Naive extends OfMessages {

  private final RuleTree tree;

  Naive(Workload workload) {
    super(workload);
    this.tree = WubotRules.tree(workload.rules());
  }

  @Override
  public void run() throws InterruptedException {
    for (Message message : messages()) {
      new NaiveWalk(WubotRules.HOST).through(tree.rules(), message);
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
