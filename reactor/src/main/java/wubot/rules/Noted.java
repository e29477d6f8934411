// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import wubot.message.Message;
import wubot.rule.Reaction;

/** In the place of a reaction that acts outside: notes that it would have, and does nothing. */
final class Noted implements Reaction {

  private final Reaction real;
  private final EffectForm form;
  private final Map<String, Object> answer;
  private final boolean acting;
  private final boolean gate;
  private final Consumer<Effect> effects;

  /**
   * In the place of a reaction.
   *
   * @param form how its effects are told
   * @param answer the fields that it is taken to set
   * @param acting whether it does its work after all
   * @param gate whether it decides about the rules inside its rule
   * @param effects told of each effect, before the fields are set
   */
  Noted(
      Reaction real,
      EffectForm form,
      Map<String, Object> answer,
      boolean acting,
      boolean gate,
      Consumer<Effect> effects) {
    this.real = real;
    this.form = form;
    this.answer = Map.copyOf(answer);
    this.acting = acting;
    this.gate = gate;
    this.effects = effects;
  }

  @Override
  public void react(Message message) throws InterruptedException {
    if (real.wants(message)) {
      effects.accept(form.of(message));
      if (acting) {
        real.react(message);
      }
      answer.forEach(message::put);
    }
  }

  /** A gate that does not act lets nothing through. */
  @Override
  public Verdict admit(Message message) throws InterruptedException {
    if (!gate) {
      react(message);
      return Verdict.PASS;
    }
    if (!acting || !real.wants(message)) {
      react(message);
      return Verdict.ASIDE;
    }
    effects.accept(form.of(message));
    return real.admit(message);
  }

  @Override
  public boolean wants(Message message) {
    return real.wants(message);
  }

  @Override
  public List<Message> tick(Instant now) {
    return acting ? real.tick(now) : List.of();
  }

  @Override
  public Optional<Set<String>> writes() {
    return acting ? real.writes() : Optional.of(answer.keySet());
  }

  @Override
  public void settle() throws InterruptedException {
    if (acting) {
      real.settle();
    }
  }

  @Override
  public void close() {
    real.close();
  }
}
