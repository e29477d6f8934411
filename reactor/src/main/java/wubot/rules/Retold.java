// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import wubot.message.Message;
import wubot.reactor.DiaryReader;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/** In the place of a reaction: does to the message what the diary says that the reaction did. */
final class Retold implements Reaction {

  private final Reaction real;
  private final String rule;
  private final Supplier<Deque<DiaryReader.Entry>> noted;

  /**
   * In the place of a reaction.
   *
   * @param rule the path of its rule
   * @param noted what was noted of the message at hand and was not told yet
   */
  Retold(Reaction real, String rule, Supplier<Deque<DiaryReader.Entry>> noted) {
    this.real = real;
    this.rule = rule;
    this.noted = noted;
  }

  @Override
  public void react(Message message) {
    var unused = admit(message);
  }

  @Override
  public Verdict admit(Message message) {
    Deque<DiaryReader.Entry> left = noted.get();
    if (left.isEmpty() || !left.peek().rule().equals(rule)) {
      return Verdict.PASS; // it changed nothing
    }
    DiaryReader.Entry entry = left.remove();
    entry.set().forEach(message::put);
    entry.removed().forEach(message::remove);
    if (entry.failure().isPresent()) {
      throw ReactionFailure.lasting(entry.failure().get());
    }
    return entry.verdict();
  }

  @Override
  public boolean wants(Message message) {
    return real.wants(message);
  }

  @Override
  public Optional<Set<String>> writes() {
    return Optional.empty();
  }

  @Override
  public List<Message> tick(java.time.Instant now) {
    return List.of();
  }

  @Override
  public void close() {
    real.close();
  }
}
