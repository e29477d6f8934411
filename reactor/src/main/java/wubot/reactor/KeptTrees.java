// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that were in force, each version once, so that {@code wubot explain} can tell what they
 * were when a message came.
 */
public final class KeptTrees {

  private static final Logger LOG = LoggerFactory.getLogger(KeptTrees.class);
  private static final Duration KEEP = Duration.ofDays(7);

  private final Path directory;

  /** Those of the reactor in this home. */
  public KeptTrees(Path home) {
    this.directory = Reactor.stateDirectory(home).resolve("trees");
  }

  /** The config directory with the rules of this name, as far as they lay in one. */
  public Path config(String name) {
    return directory.resolve(name).resolve("config");
  }

  /**
   * Keeps a copy of files; one that cannot be kept is left out.
   *
   * @param config the config directory, below which they lie
   * @return the name of this version of them
   */
  String keep(Path config, List<Path> files, Instant now) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    for (Path file : files) {
      try {
        if (file.startsWith(config) && Files.isRegularFile(file)) {
          contents.put(config.relativize(file).toString(), Files.readAllBytes(file));
        }
      } catch (IOException e) {
        LOG.warn("Cannot keep a copy of {} for 'wubot explain': {}", file, e.toString());
      }
    }
    String name = digest(contents);
    try {
      write(name, contents);
      Files.setLastModifiedTime(directory.resolve(name), FileTime.from(now));
      forget(name, now.minus(KEEP));
    } catch (IOException e) {
      LOG.warn("Cannot keep a copy of the rules for 'wubot explain': {}", e.toString());
    }
    return name;
  }

  private static String digest(SortedMap<String, byte[]> contents) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      contents.forEach(
          (name, bytes) -> {
            sha.update((name + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            sha.update(bytes);
          });
      return HexFormat.of().formatHex(sha.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name, SortedMap<String, byte[]> contents) throws IOException {
    if (Files.isDirectory(config(name))) {
      return;
    }
    DiaryFiles.makeDirectory(directory);
    for (var entry : contents.entrySet()) {
      Path file = config(name).resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
  }

  private void forget(String current, Instant before) throws IOException {
    try (Stream<Path> versions = Files.list(directory)) {
      for (Path version : versions.toList()) {
        if (!version.endsWith(current)
            && Files.getLastModifiedTime(version).toInstant().isBefore(before)) {
          remove(version);
        }
      }
    }
  }

  private static void remove(Path version) throws IOException {
    try (Stream<Path> files = Files.walk(version)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
