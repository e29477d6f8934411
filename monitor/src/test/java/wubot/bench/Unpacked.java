// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian packages unpacked below a directory, not installed: rsyslog and syslog-ng exclude each
 * other there.
 */
record Unpacked(Path root) {

  /** The ones that scripts/bench had unpacked. */
  static Unpacked peers() {
    return new Unpacked(Path.of(System.getProperty("bench.peers")));
  }

  Path file(String name) {
    return root.resolve(name);
  }

  /** The directory of the libraries for this processor. */
  private Path libraries() {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return root.resolve("usr/lib/" + processor + "-linux-gnu");
  }

  /** Lets programs find the libraries and rsyslog its modules. */
  Map<String, String> environment() {
    Path lib = root.resolve("lib").resolve(libraries().getFileName());
    return Map.of(
        "LD_LIBRARY_PATH",
        libraries() + ":" + lib + ":" + file("usr/lib/syslog-ng"),
        "RSYSLOG_MODDIR",
        libraries().resolve("rsyslog").toString());
  }

  /** The first version that a command names. */
  String version(String... command) {
    Matcher matcher =
        Pattern.compile("[0-9]+\\.[0-9]+(\\.[0-9]+)*")
            .matcher(Program.run(List.of(command), environment()));
    return matcher.find() ? matcher.group() : "";
  }
}
