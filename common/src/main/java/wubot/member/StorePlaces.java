// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import wubot.config.Secret;
import wubot.group.Store;
import wubot.group.StoreSettings;
import wubot.group.StoreTls;
import wubot.group.Stores;

/** Opens the store that a group's settings name. */
final class StorePlaces {

  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final String FILE = "file:";
  private static final String AUTHORITY = "://";

  private StorePlaces() {}

  /**
   * Opens it; does not wait for it.
   *
   * @throws IllegalArgumentException with what is wrong with the settings
   */
  static Store open(GroupSettings settings, Path home) {
    Duration timeout = settings.sessionTtl().dividedBy(6);
    GroupSettings.StorePlace place = settings.place();
    StoreTls tls = new StoreTls(place.authority(), place.certificate(), place.key());
    return Stores.open(
        new StoreSettings(
            uri(place, home),
            timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout,
            tls,
            settings.dedupeTtl(),
            settings.flowTtl()));
  }

  /** A directory below the home, or with the user and the password in it. */
  private static String uri(GroupSettings.StorePlace place, Path home) {
    String uri = place.uri().strip();
    if (uri.startsWith(FILE)) {
      return FILE + home.resolve(uri.substring(FILE.length()).replaceFirst("^//", ""));
    }
    int at = uri.indexOf(AUTHORITY);
    if (place.user().isEmpty() || at < 0) {
      return uri;
    }
    String password =
        place.password().map(Secret::reveal).map(word -> ":" + encoded(word)).orElse("");
    return uri.substring(0, at)
        + AUTHORITY
        + encoded(place.user().get())
        + password
        + "@"
        + uri.substring(at + AUTHORITY.length());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
