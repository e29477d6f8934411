// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The environment variables that programs do not inherit from the daemon: those that any file of
 * the config tree names as {@code ${env:NAME}}, because they hold somebody's secret.
 *
 * <p>The tree is looked at each time, since it may have changed; only changed files are read.
 */
public final class WithheldVariables {

  private static final int DEPTH = 12;
  private static final long LARGEST_BYTES = 16L << 20;

  /** What every program needs, whoever names it. */
  private static final Set<String> ORDINARY =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TERM",
          "TMPDIR",
          "PWD",
          "HOSTNAME",
          "WUBOT_HOME");

  /** A file as it was when it was read, and what it names. */
  private record Reading(FileTime modified, long size, Set<String> names) {}

  private final Path directory;
  private final Set<String> own;
  private Map<Path, Reading> readings = Map.of();

  /**
   * For programs of one instance or rule.
   *
   * @param home below which the config tree lies
   * @param values of the instance, whose own references its programs may see
   */
  public WithheldVariables(Path home, Values values) {
    this.directory = home.resolve("config");
    this.own = values.referencedVariables();
  }

  /** Takes them out of the environment of a program to be started. */
  public synchronized void removeFrom(Map<String, String> environment) {
    readings = read();
    for (Reading reading : readings.values()) {
      for (String name : reading.names()) {
        if (!own.contains(name) && !ORDINARY.contains(name) && !name.startsWith("LC_")) {
          environment.remove(name);
        }
      }
    }
  }

  private Map<Path, Reading> read() {
    Map<Path, Reading> now = new HashMap<>();
    try {
      Files.walkFileTree(
          directory,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          DEPTH,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              if (file.getFileName().toString().contains(".yaml")) {
                read(file, is, now);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // gone meanwhile, or nobody may read it
            }

            @Override
            public FileVisitResult postVisitDirectory(Path where, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return readings; // the last ones that could be read
    }
    return now;
  }

  private void read(Path file, BasicFileAttributes is, Map<Path, Reading> now) {
    if (!is.isRegularFile() || is.size() > LARGEST_BYTES) {
      return;
    }
    Reading last = readings.get(file);
    boolean same =
        last != null && last.modified().equals(is.lastModifiedTime()) && last.size() == is.size();
    if (same) {
      now.put(file, last);
      return;
    }
    try {
      Set<String> names = names(Files.readAllBytes(file));
      now.put(file, new Reading(is.lastModifiedTime(), is.size(), names));
    } catch (IOException e) {
      if (last != null) {
        now.put(file, last);
      }
    }
  }

  private static Set<String> names(byte[] content) {
    Set<String> names = new HashSet<>();
    References.variablesIn(new String(content, StandardCharsets.UTF_8), names::add);
    return Set.copyOf(names);
  }
}
