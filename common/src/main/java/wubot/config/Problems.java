// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects diagnostics while a file is read, so that all of them can be shown at once, and the
 * files that it refers to, so that a file that could not be used can be tried again when one
 * changes.
 */
public final class Problems {

  private final List<Diagnostic> found = new ArrayList<>();
  private final ReferencedFiles referenced = new ReferencedFiles();
  private final boolean elsewhere;

  /** For files that are read where they are used. */
  public Problems() {
    this(false);
  }

  private Problems(boolean elsewhere) {
    this.elsewhere = elsewhere;
  }

  /**
   * For files that are judged on one host and used on another: what only that host can have, its
   * secret files and environment, is not missed.
   */
  public static Problems elsewhere() {
    return new Problems(true);
  }

  /** An empty collector for the same host as this one. */
  public Problems fresh() {
    return new Problems(elsewhere);
  }

  /** Whether the files are judged away from the host that uses them. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Adds a diagnostic. */
  public void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  /** Adds all that another collector has. */
  public void addAll(Problems others) {
    found.addAll(others.found);
    referenced.addAll(others.referenced);
  }

  /** Adds an error. */
  public void error(Place place, String problem, String hint) {
    add(Diagnostic.error(place, problem, hint));
  }

  /** Adds a warning. */
  public void warning(Place place, String problem, String hint) {
    add(Diagnostic.warning(place, problem, hint));
  }

  /** The files that references named so far, whether there was an error or not. */
  public ReferencedFiles referencedFiles() {
    return referenced;
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
