// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import wubot.config.Durations;

/** Reads a length of time on the command line as config files write it. */
final class TimeOption implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return Durations.parse(text)
        .filter(time -> !time.isNegative())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no length of time; write 30m, 24h, 1d12h"));
  }
}
