// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.fuzz.FuzzTarget;

/** Durations, read, printed and read again. */
public final class DurationFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "duration";
  }

  @Override
  public List<String> words() {
    return List.of(
        "1", "d", "h", "m", "s", "ms", "w", "y", "-", ".", "99999999999", " ", "e9", "0");
  }

  @Override
  public boolean read(byte[] input) {
    Optional<Duration> duration = Durations.parse(new String(input, StandardCharsets.UTF_8));
    if (duration.isEmpty()) {
      return false;
    }
    Durations.printSpaced(duration.get());
    String printed = Durations.print(duration.get());
    Optional<Duration> again = Durations.parse(printed);
    if (again.isEmpty() || !Durations.print(again.get()).equals(printed)) {
      throw new AssertionError(duration.get() + " is printed as " + printed + ", read as " + again);
    }
    return true;
  }
}
