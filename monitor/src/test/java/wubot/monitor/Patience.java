// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another thread does, but not for ever. */
public final class Patience {

  private static final long SECONDS = 120;

  private Patience() {}

  /** Returns as soon as the condition holds, and fails after two minutes: machines may be busy. */
  public static void until(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + SECONDS + " s in vain for " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
