// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where the socket of a daemon lies: {@code run/DAEMON.socket} in wubot's home. A home whose path
 * is too long for a socket has it in a private temporary directory, which {@code run/DAEMON.at}
 * names.
 */
record ControlAddress(Path home, String daemon) {

  /** Socket addresses hold no longer paths. */
  private static final int LONGEST_PATH_BYTES = 100;

  private static final String OWNER_ONLY = "rwx------";

  Path directory() {
    return home.resolve("run");
  }

  private Path usual() {
    return directory().resolve(daemon + ".socket");
  }

  private Path pointer() {
    return directory().resolve(daemon + ".at");
  }

  /** Where a daemon's socket is; empty when there is none. */
  Optional<Path> find() throws IOException {
    if (Files.exists(usual())) {
      return Optional.of(usual());
    }
    return Files.exists(pointer())
        ? Optional.of(Path.of(Files.readString(pointer()).strip())).filter(Files::exists)
        : Optional.empty();
  }

  /** Makes room for a new socket; what an earlier daemon left is removed. */
  Path prepare() throws IOException {
    Files.createDirectories(directory());
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString(OWNER_ONLY));
    remove();
    if (usual().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH_BYTES) {
      return usual();
    }
    Path elsewhere = Files.createTempDirectory("wubot-").resolve(daemon + ".socket");
    Files.writeString(pointer(), elsewhere + "\n");
    return elsewhere;
  }

  /** Takes the socket away. */
  void remove() throws IOException {
    Optional<Path> socket = find();
    if (socket.isPresent()) {
      Files.deleteIfExists(socket.get());
    }
    if (Files.deleteIfExists(pointer()) && socket.isPresent()) {
      Files.deleteIfExists(socket.get().getParent());
    }
  }
}
