// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleFailure;
import wubot.rule.RuleLoader;

/** The {@code react:} rules of one instance, walked by an engine of their own. */
final class RuleReact implements React {

  private static final Logger LOG = LoggerFactory.getLogger(RuleReact.class);

  private final String key;
  private final Engine engine;
  private String lastFailure = ""; // a rule that fails on every message is reported once

  private RuleReact(String key, Engine engine) {
    this.key = key;
    this.engine = engine;
  }

  /** Reads the rules; empty when there was an error. */
  static Optional<React> load(
      String key, Node rules, ReactionTypes types, ReactionServices services, Problems problems) {
    return new RuleLoader(types, services)
        .load(rules, problems)
        .map(tree -> new RuleReact(key, new Engine(tree, services.host())));
  }

  @Override
  public boolean keeps(Message message) throws InterruptedException {
    List<RuleFailure> failures = engine.run(message);
    if (!failures.isEmpty()) {
      String now = failures.get(0).toString();
      if (!now.equals(lastFailure)) {
        LOG.warn("A react rule of {} failed; the message goes on without it: {}", key, now);
      }
      lastFailure = now;
    }
    return !message.isTrue(Fields.LAST_RULE);
  }

  @Override
  public void close() {
    engine.close();
  }
}
