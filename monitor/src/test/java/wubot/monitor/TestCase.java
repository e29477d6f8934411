// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;

/**
 * A check that does what its config says: copies it into a message, fails, hangs, hangs and ignores
 * interruption. A test holds the strings.
 */
final class TestCase implements CheckType {

  static final Setting<String> TEXT = Setting.text("text");
  static final Setting<Boolean> DIE = Setting.flag("die").byDefault("false");
  static final Setting<Boolean> HANG = Setting.flag("hang").byDefault("false");
  static final Setting<Boolean> STUBBORN = Setting.flag("stubborn").byDefault("false");
  static final Setting<wubot.config.Secret> PASSWORD = Setting.secret("password");
  static final Setting<Long> ODD = Setting.integer("odd", 0, 1000);

  final AtomicInteger runs = new AtomicInteger();
  final AtomicInteger interrupted = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final CountDownLatch release = new CountDownLatch(1);
  volatile Optional<RuntimeException> failure = Optional.empty();
  volatile Optional<java.time.Duration> next = Optional.empty();

  @Override
  public String name() {
    return "TestCase";
  }

  @Override
  public String summary() {
    return "For tests.";
  }

  @Override
  public Settings settings() {
    return Settings.of(TEXT, DIE, HANG, STUBBORN, PASSWORD, ODD);
  }

  @Override
  public String example() {
    return "text: abc\n";
  }

  @Override
  public Check create(Values values, CheckServices services) {
    if (values.find(ODD).orElse(1L) % 2 == 0) {
      throw new IllegalArgumentException("odd: an even number is not odd");
    }
    return new Check() {
      @Override
      public CheckResult run(CheckState state) throws InterruptedException {
        int run = runs.incrementAndGet();
        if (values.get(STUBBORN)) {
          stubborn();
        }
        if (values.get(HANG)) {
          hang();
        }
        if (values.get(DIE)) {
          throw new CheckFailure(
              "Testing Error" + values.find(PASSWORD).map(p -> " " + p.reveal()).orElse(""));
        }
        if (failure.isPresent()) {
          throw failure.get();
        }
        long count = state.number("count", 0) + 1;
        CheckResult result =
            CheckResult.of(
                    List.of(
                        Message.empty()
                            .with("text", values.find(TEXT).orElse(""))
                            .with("run", run)
                            .with("count", count)))
                .keeping(state.with("count", count));
        return next.map(result::againAfter).orElse(result);
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private void hang() throws InterruptedException {
    try {
      release.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
  }

  private void stubborn() {
    boolean released = false;
    while (!released) {
      try {
        release.await();
        released = true;
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
      }
    }
  }
}
