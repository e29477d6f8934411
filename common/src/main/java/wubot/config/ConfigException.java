// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.List;
import java.util.stream.Collectors;

/** A config file that cannot be used, with everything that is wrong in it. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /** With at least one error among the diagnostics. */
  public ConfigException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** What is wrong, in the order of the file. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
