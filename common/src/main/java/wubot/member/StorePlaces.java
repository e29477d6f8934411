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
    GroupSettings.StorePlace place = settings.place();
    return Stores.open(
        there(settings, home, new StoreTls(place.authority(), place.certificate(), place.key())));
  }

  /**
   * Looks whether it could be opened, without a word to the store.
   *
   * @param elsewhere whether it is to be opened on another host, whose files are not here
   * @throws IllegalArgumentException with what is wrong with the settings
   */
  static void check(GroupSettings settings, Path home, boolean elsewhere) {
    GroupSettings.StorePlace place = settings.place();
    StoreTls tls = new StoreTls(place.authority(), place.certificate(), place.key());
    if (!elsewhere) {
      Stores.check(there(settings, home, tls));
    } else if (!isDirectory(place.uri().strip())) {
      Stores.check(there(settings, home, StoreTls.DEFAULT));
    }
  }

  private static StoreSettings there(GroupSettings settings, Path home, StoreTls tls) {
    Duration timeout = settings.sessionTtl().dividedBy(6);
    return new StoreSettings(
        uri(settings.place(), home),
        timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout,
        tls,
        settings.dedupeTtl(),
        settings.flowTtl());
  }

  /** With {@code file:} in front, or plain: everything else begins with what it is. */
  static boolean isDirectory(String uri) {
    return uri.startsWith(FILE) || uri.indexOf(':') < 0;
  }

  /** A directory below the home, or with the user and the password in it. */
  private static String uri(GroupSettings.StorePlace place, Path home) {
    String uri = place.uri().strip();
    if (isDirectory(uri)) {
      String path = uri.startsWith(FILE) ? uri.substring(FILE.length()) : uri;
      return path.isBlank() ? FILE : FILE + home.resolve(path.replaceFirst("^//", ""));
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
