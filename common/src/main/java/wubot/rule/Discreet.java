// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import wubot.config.Values;
import wubot.message.Message;

/**
 * A reaction whose failures do not show its secrets, even where a server or a library quoted them.
 *
 * @param reaction what does the work
 * @param values its settings
 */
record Discreet(Reaction reaction, Values values) implements WrappedReaction {

  /** Work that may be interrupted. */
  private interface Work<T> {

    T run() throws InterruptedException;
  }

  private <T> T told(Work<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (ReactionFailure e) {
      String said = String.valueOf(e.getMessage());
      String told = values.redact(said);
      if (told.equals(said)) {
        throw e;
      }
      throw e.saying(told);
    } catch (RuntimeException e) {
      String told = values.redact(e.toString());
      if (told.equals(e.toString())) {
        throw e;
      }
      throw ReactionFailure.lasting(told);
    }
  }

  @Override
  public void react(Message message) throws InterruptedException {
    var unused =
        told(
            () -> {
              reaction.react(message);
              return true;
            });
  }

  @Override
  public Verdict admit(Message message) throws InterruptedException {
    return told(() -> reaction.admit(message));
  }

  @Override
  public void settle() throws InterruptedException {
    var unused =
        told(
            () -> {
              reaction.settle();
              return true;
            });
  }
}
