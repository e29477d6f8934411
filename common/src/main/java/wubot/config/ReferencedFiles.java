// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that {@code ${file:…}} references named while something was read, missing ones
 * included, and digests of what they held then. When one holds something else, what was read is
 * another.
 */
public final class ReferencedFiles {

  private final Map<Path, String> digests = new TreeMap<>();

  /** None yet. */
  public ReferencedFiles() {}

  /** Notes a file; to be called before it is read, so that no later change is overlooked. */
  void add(Path file) {
    digests.computeIfAbsent(file, TextFile::digest);
  }

  /** Adds those of another reading; of a file in both, what this one saw counts. */
  public void addAll(ReferencedFiles others) {
    others.digests.forEach(digests::putIfAbsent);
  }

  /** Their paths. */
  public Set<Path> paths() {
    return Set.copyOf(digests.keySet());
  }

  /** Whether one of them holds something else now, has gone, or has appeared. */
  public boolean haveChanged() {
    return digests.entrySet().stream()
        .anyMatch(seen -> !TextFile.digest(seen.getKey()).equals(seen.getValue()));
  }

  /** Whether the other reading found the same files with the same content. */
  public boolean heldTheSameAs(ReferencedFiles other) {
    return digests.equals(other.digests);
  }
}
