// SPDX-License-Identifier: Apache-2.0
package wubot.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A short run of every target of a package; {@code scripts/fuzz} is the long one. */
public abstract class ShortFuzz {

  private static final int EXECUTIONS = 700;

  private final List<FuzzTarget> targets;

  /** Feeds these targets. */
  protected ShortFuzz(FuzzTarget... targets) {
    this.targets = List.of(targets);
  }

  @TestFactory
  Stream<DynamicTest> nothingButTheDocumentedError() {
    return targets.stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> feed(target)));
  }

  private static void feed(FuzzTarget target) {
    Fuzzer fuzzer = new Fuzzer(target, 5);
    try {
      Optional<Fuzzer.Find> find = fuzzer.run(() -> fuzzer.executions() >= EXECUTIONS);
      assertEquals(Optional.empty(), find);
      assertTrue(fuzzer.accepted() > 0, "nothing was accepted: is the corpus good?");
    } finally {
      fuzzer.close();
    }
  }
}
