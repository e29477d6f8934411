// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import wubot.message.Message;

/** Walks a message through rules in the plainest way: what the engine has to agree with. */
public final class NaiveWalk {

  private final String host;
  private final List<String> failed = new ArrayList<>();
  private final List<String> fired = new ArrayList<>();

  /** For the rules of this host. */
  public NaiveWalk(String host) {
    this.host = host;
  }

  /** The paths of the rules that fired, in the order in which they began. */
  public List<String> fired() {
    return fired;
  }

  /** The paths of the rules that failed. */
  List<String> failed() {
    return failed;
  }

  /** Walks it through a list of rules, changing it. */
  public void through(List<Rule> rules, Message message) throws InterruptedException {
    if (message.isTrue("last_rule")) {
      return;
    }
    for (Rule rule : rules) {
      if (message.isTrue("last_rule")) {
        return;
      }
      if (!holds(rule, message)) {
        continue;
      }
      fired.add(rule.path());
      List<Object> log = new ArrayList<>();
      if (message.value("wubot_rulelog").orElse(List.of()) instanceof List<?> before) {
        log.addAll(before);
        log.add(host + ":" + rule.name());
        message.put("wubot_rulelog", log);
      }
      through(rule.children(), message);
      if (rule.step().isPresent()) {
        try {
          rule.step().get().reaction().react(message);
        } catch (RuntimeException e) {
          failed.add(rule.path());
        }
      }
      if (rule.lastRule()) {
        message.put("last_rule", 1);
      }
    }
  }

  private boolean holds(Rule rule, Message message) {
    try {
      return rule.condition().test(message);
    } catch (RegexException e) {
      failed.add(rule.path());
      return false;
    }
  }
}
