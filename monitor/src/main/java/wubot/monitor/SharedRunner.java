// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Instant;
import java.util.Optional;

/** An instance that the members of a group share: it may run here, or elsewhere. */
final class SharedRunner implements Runner {

  /** Makes what runs while it runs here; each time a new one. */
  interface Maker {

    /**
     * Makes it; touches nothing outside yet.
     *
     * @throws IllegalArgumentException when it cannot be made
     */
    CheckRunner make(Rhythm rhythm);
  }

  private final Instance instance;
  private final RoleWish wish;
  private final Maker maker;
  private final Rota rota;

  SharedRunner(Instance instance, RoleWish wish, Maker maker, Rota rota) {
    this.instance = instance;
    this.wish = wish;
    this.maker = maker;
    this.rota = rota;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  /** How it is shared. */
  RoleWish wish() {
    return wish;
  }

  /** The name of its role: {@code check/Plugin/instance}. */
  String role() {
    return CheckRoles.name(instance);
  }

  CheckRunner make(Rhythm rhythm) {
    return maker.make(rhythm);
  }

  @Override
  public void start(FirstRun first) {
    rota.seat(this, first);
  }

  @Override
  public Optional<CheckStatus> check() {
    return Optional.of(
        rota.running(this)
            .map(CheckRunner::status)
            .orElseGet(
                () ->
                    new CheckStatus(
                        instance.key(),
                        CheckStatus.State.ELSEWHERE,
                        Optional.<Episode>empty(),
                        Optional.<Instant>empty(),
                        Optional.<Instant>empty(),
                        0,
                        0)));
  }

  @Override
  public void clockWentBack() {
    rota.running(this).ifPresent(CheckRunner::clockWentBack);
  }

  @Override
  public void stop() {
    rota.running(this).ifPresent(CheckRunner::stop);
  }

  @Override
  public void close() {
    rota.leave(this);
  }
}
