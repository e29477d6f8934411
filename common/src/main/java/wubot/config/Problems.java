// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;

/** Collects diagnostics while a file is read, so that all of them can be shown at once. */
public final class Problems {

  private final List<Diagnostic> found = new ArrayList<>();

  /** Adds a diagnostic. */
  public void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  /** Adds an error. */
  public void error(Place place, String problem, String hint) {
    add(Diagnostic.error(place, problem, hint));
  }

  /** Adds a warning. */
  public void warning(Place place, String problem, String hint) {
    add(Diagnostic.warning(place, problem, hint));
  }

  /** Everything found so far, in order. */
  public List<Diagnostic> all() {
    return List.copyOf(found);
  }

  /** Whether any of it is an error. */
  public boolean hasErrors() {
    return found.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
  }
}
