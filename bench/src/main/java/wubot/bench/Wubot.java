// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.RuleTree;

/** The engine of wubot, as the reactor runs it. */
final class Wubot extends OfMessages {

  private final Engine engine;

  Wubot(Workload workload) {
    super(workload);
    RuleTree tree = WubotRules.tree(workload.rules());
    this.engine = new Engine(tree, WubotRules.HOST);
  }

  @Override
  public void run() throws InterruptedException {
    List<Message> messages = messages();
    for (int i = 0, n = messages.size(); i < n; i++) {
      if (!engine.run(messages.get(i)).isEmpty()) {
        throw new IllegalStateException("a rule failed");
      }
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
