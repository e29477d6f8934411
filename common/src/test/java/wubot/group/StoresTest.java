// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of stores, and the limits that all of them keep. */
class StoresTest {

  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final String SECRET = "never-shown";

  @Test
  void opensADirectory(@TempDir Path directory) {
    for (String url :
        List.of(directory + "/a", "file:" + directory + "/b", "file://" + directory + "/c")) {
      try (Store store = Stores.open(url, Duration.ofSeconds(20))) {
        assertInstanceOf(FileStore.class, store);
        assertTrue(store.create("k", url, Duration.ZERO).isApplied());
        assertTrue(store.describe().contains(directory.toString()), store.describe());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd://joe:never-shown@127.0.0.1:1,127.0.0.1:2",
        "etcds://joe:never-shown@127.0.0.1:1/wubot",
        "http://joe:never-shown@127.0.0.1:1",
        "mongodb://joe:never-shown@127.0.0.1:1/errbot.commands",
        "postgresql://joe:never-shown@127.0.0.1:1/wubot",
        "postgres://127.0.0.1:1/wubot?user=joe&password=never-shown"
      })
  void opensWhatIsAwayAndNeverShowsAPassword(String url) {
    var settings = new StoreSettings(url, TIMEOUT, StoreTls.DEFAULT);
    assertFalse(settings.toString().contains(SECRET));
    try (Store store = Stores.open(settings)) {
      List<String> texts = new ArrayList<>(List.of(store.describe(), store.toString()));
      for (Throwable e = assertThrows(StoreAway.class, () -> store.get("k"));
          e != null;
          e = e.getCause()) {
        texts.add(e.toString());
      }
      assertThrows(StoreAway.class, store::nextToken);
      Outcome outcome = store.create("k", "v", Duration.ZERO);
      assertInstanceOf(Outcome.Unknown.class, outcome);
      texts.add(outcome.toString());
      texts.forEach(text -> assertFalse(text.contains(SECRET), text));
      assertTrue(store.describe().contains("127.0.0.1:1"), store.describe());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://joe:never-shown@h",
        "etcd://joe:never-shown@h:x",
        "etcd://joe:never-shown@",
        "etcd://joe:never-shown@h:1/ns?option=1",
        "etcd:joe:never-shown",
        "postgresql://joe:never-shown@h",
        "postgresql://joe:never-shown@h/db?",
        "postgresql://joe:never-shown%@h/db",
        "postgresql://joe:never-shown@h/db?x",
        "mongodb://joe:never-shown@h/db",
        "file:",
        ""
      })
  void refusesWhatCannotWork(String url) {
    if (url.endsWith("?")) {
      Stores.open(url, TIMEOUT).close(); // an empty list of options is none
      return;
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Stores.open(url, TIMEOUT));
    for (Throwable one = e; one != null; one = one.getCause()) {
      assertFalse(one.toString().contains(SECRET), one.toString());
    }
    assertTrue(e.getMessage().length() > 20, e.getMessage());
  }

  @Test
  void takesTheLoginFromTheSettings() {
    for (String url :
        List.of(
            "etcd://127.0.0.1:1",
            "mongodb://127.0.0.1:1/errbot.commands",
            "postgresql://127.0.0.1:1/wubot")) {
      StoreSettings settings =
          new StoreSettings(url, TIMEOUT, StoreTls.DEFAULT).withLogin("joe", SECRET);
      Stores.check(settings);
      assertFalse(settings.toString().contains(SECRET), settings.toString());
      try (Store store = Stores.open(settings)) {
        StoreAway away = assertThrows(StoreAway.class, () -> store.get("k"));
        assertFalse(away.toString().contains(SECRET), away.toString());
      }
    }
  }

  @Test
  void takesAnAddressApart() {
    StoreUri uri = StoreUri.parse("Etcd://j%40e:p%3Aw%2F+x@h1:1,[::1]:2,h3/a/b?x=%26&y=2", 2379);
    assertEquals("etcd", uri.scheme());
    assertEquals("j@e", uri.user());
    assertEquals("p:w/+x", uri.password());
    assertEquals(
        List.of(
            new StoreUri.Host("h1", 1), new StoreUri.Host("::1", 2), new StoreUri.Host("h3", 2379)),
        uri.hosts());
    assertEquals("a/b", uri.path());
    assertEquals(Map.of("x", "&", "y", "2"), uri.options());
    assertEquals("etcd://h1:1,[::1]:2,h3:2379/a/b", uri.toString());
    assertEquals(2, StoreUri.parse("https://a:1,https://b:2", 1).hosts().get(1).port());
  }

  @Test
  void refusesHalfACertificate() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new StoreTls(
                    java.util.Optional.empty(),
                    java.util.Optional.of(Path.of("c")),
                    java.util.Optional.empty()));
    assertTrue(e.getMessage().contains("'cert_file' and 'key_file'"));
    assertThrows(
        IllegalArgumentException.class,
        () -> StoreTls.DEFAULT.withAuthority(Path.of("/nowhere/ca.pem")).context());
  }

  @Test
  void keysAreInTheOrderOfTheirBytes() {
    var random = new Random(7);
    List<String> keys = new ArrayList<>(List.of("", "a", "b", "\uffee", "😀", "\ud7ff", "\ue000"));
    for (int i = 0; i < 2000; i++) {
      var key = new StringBuilder();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int point = random.nextInt(Character.MAX_CODE_POINT + 1);
        key.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
      }
      keys.add(key.toString());
    }
    List<String> sorted = new ArrayList<>(keys);
    sorted.sort(Limits.KEY_ORDER);
    keys.sort(
        Comparator.comparing(
            key -> key.getBytes(StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned));
    assertEquals(keys, sorted);
  }
}
