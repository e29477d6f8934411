// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.nio.file.Path;
import java.time.Duration;
import wubot.group.FileStore;
import wubot.group.Store;

/** Opens the store that a group's settings name. */
final class StorePlaces {

  private static final Duration SHORTEST = Duration.ofMillis(200);

  private StorePlaces() {}

  static Store open(GroupSettings settings, Path home) {
    Duration timeout = settings.sessionTtl().dividedBy(6);
    Duration bounded = timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout;
    String uri = settings.place().uri();
    return new FileStore(home.resolve(uri.substring("file:".length())), bounded);
  }
}
