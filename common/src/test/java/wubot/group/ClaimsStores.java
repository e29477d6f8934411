// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stores that several processes of a test share, by a text that says which. */
final class ClaimsStores {
  private ClaimsStores() {}

  static Store open(String which, Duration timeout) {
    String kind = which.substring(0, which.indexOf(':'));
    String rest = which.substring(kind.length() + 1);
    return switch (kind) {
      case "file" -> new FileStore(Path.of(rest), timeout);
      case "etcd" ->
          new EtcdStore(
              List.of(new EtcdEndpoint("127.0.0.1", Integer.parseInt(rest), Optional.empty())),
              new EtcdClient.Login("", ""),
              "wubot",
              timeout);
      default -> throw new IllegalArgumentException("no store of this kind: " + which);
    };
  }
}
