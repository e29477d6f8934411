// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Nagios plugin said: a status by its exit code, a line for people, more lines, and
 * performance data behind bars.
 *
 * @param status by the exit code
 * @param line the first line, without performance data
 * @param more the lines after it, without performance data
 * @param data the performance data
 */
record NagiosReport(Status status, String line, String more, List<PerfData> data) {

  /**
   * Understands a run.
   *
   * @param program how the plugin is called, for one that printed nothing
   */
  static NagiosReport of(ProgramRun.Result result, String program) {
    Status status = status(result.exit());
    StringBuilder data = new StringBuilder();
    List<String> lines = new ArrayList<>();
    boolean onlyData = false; // behind the second bar everything is data
    for (String line : result.text().lines().toList()) {
      int bar = onlyData ? -1 : line.indexOf('|');
      if (onlyData) {
        data.append(' ').append(line);
      } else if (bar >= 0) {
        data.append(' ').append(line.substring(bar + 1));
        onlyData = !lines.isEmpty();
        lines.add(line.substring(0, bar).stripTrailing());
      } else {
        lines.add(line);
      }
    }
    String first = lines.isEmpty() ? "" : lines.get(0).strip();
    String line = first.isEmpty() ? status + ": " + program + silence(result) : first;
    String more = lines.size() < 2 ? "" : String.join("\n", lines.subList(1, lines.size()));
    return new NagiosReport(status, line, more.stripTrailing(), PerfData.parse(data.toString()));
  }

  private static Status status(int exit) {
    return switch (exit) {
      case 0 -> Status.OK;
      case 1 -> Status.WARNING;
      case 2 -> Status.CRITICAL;
      default -> Status.UNKNOWN;
    };
  }

  private static String silence(ProgramRun.Result result) {
    Optional<Integer> signal = result.signal();
    return signal.isPresent()
        ? " was ended by signal " + signal.get() + " and printed nothing"
        : " printed nothing and returned " + result.exit();
  }
}
