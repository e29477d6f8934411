// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;

/**
 * What the judges say of a config tree as one host loads it.
 *
 * @param host the short name of the host
 * @param listing the files that it loads and ignores; the notes on ignored files are in it
 * @param diagnostics everything that is wrong or doubtful, the listing's errors and warnings first
 */
public record Verdict(String host, Listing listing, List<Diagnostic> diagnostics) {

  /** Copies the list. */
  public Verdict {
    diagnostics = List.copyOf(diagnostics);
  }

  /** How many diagnostics are of this severity. */
  public long count(Diagnostic.Severity severity) {
    return diagnostics.stream().filter(d -> d.severity() == severity).count();
  }
}
