// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.WrappedReaction;

/**
 * A reaction with the diary watching.
 *
 * @param rule the path of its rule
 * @param reaction what does the work
 */
record NotedReaction(String rule, Reaction reaction, Diary diary) implements WrappedReaction {

  @Override
  public void react(Message message) throws InterruptedException {
    var unused = admit(message);
  }

  @Override
  public Verdict admit(Message message) throws InterruptedException {
    if (!diary.isNoting()) {
      return reaction.admit(message);
    }
    diary.reacts(message);
    Verdict verdict;
    try {
      verdict = reaction.admit(message);
    } catch (ReactionFailure e) {
      diary.reacted(rule, message, Verdict.PASS, String.valueOf(e.getMessage()));
      throw e;
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      diary.reacted(rule, message, Verdict.PASS, e.getClass().getSimpleName());
      throw e;
    }
    diary.reacted(rule, message, verdict, "");
    return verdict;
  }
}
