// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/** Directories, rows, icons, users, maildirs, feeds and pages, as rules use them. */
class StoresTest {

  @TempDir Path home;

  private TestServices services() {
    return new TestServices(home);
  }

  private static List<String> names(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void directoriesAreMadeBelowTheirDirectoryAlone() throws Exception {
    Reaction make =
        services().make(new MakeDirectory(), Map.of("directory", "inside", "field", "d"));
    make.react(Message.of("d", "a/b/c"));
    make.react(Message.of("d", home.resolve("inside/x").toString()));
    assertTrue(Files.isDirectory(home.resolve("inside/a/b/c")));
    assertTrue(Files.isDirectory(home.resolve("inside/x")));
    Files.createDirectories(home.resolve("outside"));
    Files.createSymbolicLink(home.resolve("inside/link"), home.resolve("outside"));
    for (String way : List.of("../y", "/tmp/y", "a/../../y", "link/y", "link", "nul\0")) {
      assertThrows(ReactionFailure.class, () -> make.react(Message.of("d", way)), way);
    }
    assertEquals(List.of("inside", "outside"), names(home));
    assertEquals(List.of(), names(home.resolve("outside")));
  }

  @Test
  void rowsAreDeletedInOneTransactionWithThoseWritten() throws Exception {
    TestServices services = services();
    Map<String, Object> table = Map.of("file", "t.sql", "tablename", "t");
    Map<String, Object> writes = new HashMap<>(table);
    writes.put("schema", Map.of("id", "TEXT", "n", "INT"));
    Map<String, Object> deletes = new HashMap<>(table);
    deletes.put("where_field", "id");
    Reaction delete = services.make(new SqliteDelete(), deletes);
    delete.react(Message.of("id", "x")); // there is no table yet
    Reaction write = services.make(new Sqlite(), writes);
    for (int n = 0; n < 4; n++) {
      write.react(Message.of("id", n % 2 == 0 ? "even" : "odd'; --").with("n", n));
    }
    write.react(Message.of("n", 9));
    delete.react(Message.of("id", "odd'; --"));
    delete.react(Message.of("other", 1)); // does not delete the row without an id
    delete.settle();
    write.settle();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("t.sql"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT group_concat(n) FROM t")) {
      assertEquals("0,2,9", rows.getString(1));
    }
    delete.close();
    write.close();
  }

  @TestFactory
  Stream<DynamicTest> iconsAsTheOriginalFoundThem() {
    return Conformance.cases("reactor_plugins.json").stream()
        .filter(c -> c.get("plugin").equals("Icon"))
        .map(c -> DynamicTest.dynamicTest("Icon " + c.get("ref"), () -> icon(c)));
  }

  private void icon(Map<String, Object> recorded) throws Exception {
    Path icons = Files.createTempDirectory(home, "icons");
    for (Object name : (List<?>) recorded.get("icons")) {
      Files.createFile(icons.resolve(name.toString()));
    }
    Map<String, Object> config = new HashMap<>(Conformance.map(recorded.get("config")));
    config.put("image_dir", icons.toString());
    Message message = Message.of(Conformance.map(recorded.get("message")));
    services().make(new Icon(), config).react(message);
    Map<String, Object> expected = new HashMap<>(Conformance.map(recorded.get("expect")));
    expected.replaceAll((f, v) -> v.toString().replace("$ICONS", icons.toString()));
    Conformance.assertSame(expected, message, recorded.toString());
  }

  @TestFactory
  Stream<DynamicTest> usersAsTheOriginalFoundThem() {
    return Conformance.cases("reactor_user.json").stream()
        .filter(c -> c.get("kind").equals("react") && !"differ".equals(c.get("parity")))
        .map(c -> DynamicTest.dynamicTest("User " + c.get("ref"), () -> user(c)));
  }

  private void user(Map<String, Object> recorded) throws Exception {
    Path users = Files.createTempDirectory(home, "users");
    for (Map.Entry<String, Object> file : Conformance.map(recorded.get("userdb")).entrySet()) {
      Files.writeString(users.resolve(file.getKey()), file.getValue().toString());
    }
    Message message = Message.of(Conformance.map(recorded.get("message")));
    services().make(new User(), Map.of("directory", users.toString())).react(message);
    Map<String, Object> expected = new HashMap<>(Conformance.map(recorded.get("expect")));
    expected.computeIfPresent(
        "wubot_rulelog",
        (f, v) ->
            ((List<?>) v).stream().map(r -> r.toString().replace("$HOSTNAME", "joe")).toList());
    Conformance.assertSame(expected, message, recorded.toString());
  }

  @Test
  void aSavedUserIsInForceAndABrokenOneIsNot() throws Exception {
    TestServices services = services();
    Path file = Files.createDirectories(home.resolve("userdb")).resolve("ann.yaml");
    Files.writeString(file, "color: red\n");
    Reaction user = services.make(new User(), Map.of());
    Message message = Message.of("username", "Ann");
    user.react(message);
    assertEquals("red", message.text("color"));
    Files.writeString(file, "color: [\n");
    services.now(services.clock().instant().plusSeconds(3));
    user.react(message);
    assertEquals("red", message.text("color"));
    Files.writeString(file, "color: dark green\naliases: [Bee]\n");
    services.now(services.clock().instant().plusSeconds(3));
    Message other = Message.of("username", "bee");
    user.react(other);
    assertEquals("dark green", other.text("color"));
    assertEquals("ann", other.text("username"));
  }

  @Test
  void theFieldOfAPathMayHaveAnyName() throws Exception {
    Reaction write =
        services()
            .make(
                new WriteFile(),
                Map.of("directory", "out", "path_field", "ann's path", "source_field", "x"));
    write.react(Message.of("ann's path", "a/b").with("x", "text"));
    assertEquals("text", Files.readString(home.resolve("out/a/b")));
  }

  @Test
  void aLinkToNowhereAmongTheUsersHidesNoOther() throws Exception {
    Path users = Files.createDirectories(home.resolve("userdb"));
    Files.createSymbolicLink(users.resolve(".#ann.yaml"), Path.of("joe@box.1234:5")); // an editor's
    Files.createSymbolicLink(users.resolve("ghost.yaml"), users.resolve("gone"));
    Files.writeString(users.resolve("ann.yaml"), "color: red\n");
    Message message = Message.of("username", "ann");
    services().make(new User(), Map.of()).react(message);
    assertEquals("red", message.text("color"));
  }

  @Test
  void mailsLieInTheirFolderOnce() throws Exception {
    Reaction maildir = services().make(new Maildir(), Map.of("path", "mail"));
    Message message =
        Message.of("key", "RSS-news")
            .with("mailbox", "../news")
            .with("subject", "grüße\r\nX-Evil: 1")
            .with("body", "<b>hi</b>")
            .with("body_text", "hi")
            .with("lastupdate", 1_700_000_000)
            .withIdentity(new Identity("joe", 5, 7));
    maildir.react(message.copy());
    maildir.react(message.copy());
    assertEquals(List.of("mail"), names(home));
    assertEquals(List.of("_._news"), names(home.resolve("mail")));
    Path fresh = home.resolve("mail").resolve("_._news").resolve("new");
    assertEquals(1, names(fresh).size());
    String mail = Files.readString(fresh.resolve(names(fresh).get(0)));
    assertTrue(mail.contains("X-Key: RSS-news"), mail);
    assertFalse(mail.contains("\nX-Evil"), mail);
    assertTrue(mail.contains("multipart/alternative"), mail);
    Files.move(
        fresh.resolve(names(fresh).get(0)),
        fresh.resolveSibling("cur").resolve(names(fresh).get(0) + ":2,S"));
    maildir.react(message.copy());
    assertEquals(List.of(), names(fresh), "one that was read is not delivered again");
  }

  @Test
  void feedsAreXmlWithTheNewestFirst() throws Exception {
    for (String format : List.of("atom", "rss")) {
      Reaction feed =
          services().make(new Feed(), Map.of("directory", "feeds", "format", format, "entries", 2));
      for (int n = 1; n <= 3; n++) {
        feed.react(
            Message.of("key", "RSS-news")
                .with("mailbox", format + "/../x")
                .with("title", "<" + n + "> & \u0001 more")
                .with("link", "http://example.org/" + n)
                .with("lastupdate", 1_700_000_000 + n));
      }
      feed.settle();
      Path file = home.resolve("feeds").resolve(format + "_.._x.xml");
      var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      var titles = document.getElementsByTagName("title");
      assertEquals(3, titles.getLength(), "of the feed and of two entries");
      assertEquals("[RSS-news] <3> &  more", titles.item(1).getTextContent());
    }
  }

  @Test
  void aMessageWithAnImpossibleTimeOrNameSpoilsNoFeed() throws Exception {
    for (String format : List.of("atom", "rss")) {
      Reaction feed = services().make(new Feed(), Map.of("directory", "feeds", "format", format));
      for (Object made : List.of(1_700_000_000_000_000_000L, 1e300, -1e300, "nan", "soon")) {
        feed.react(Message.of("mailbox", format).with("subject", "s").with("lastupdate", made));
      }
      for (String name : List.of("a\0b", "x".repeat(300))) {
        ReactionFailure failure =
            assertThrows(
                ReactionFailure.class,
                () -> feed.react(Message.of("mailbox", name).with("subject", "s")));
        assertFalse(failure.isPassing(), "it is that message's failure, for good");
      }
      feed.settle();
      String text = Files.readString(home.resolve("feeds/" + format + ".xml"));
      assertFalse(text.contains("57860"), text);
    }
  }

  @Test
  void pagesAreFetchedFromHostsThatMayBeAsked() throws Exception {
    try (WebServer server = new WebServer()) {
      server.answer(200, "grüße", Map.of("Content-Type", "text/plain; charset=utf-8"));
      Reaction fetch =
          services()
              .make(
                  new WebFetch(),
                  Map.of("url_field", "link", "hosts", List.of("127.0.0.1"), "field", "body"));
      Message message = Message.of("link", server.url("/a").replace("localhost", "127.0.0.1"));
      fetch.react(message);
      assertEquals("grüße", message.text("body"));
      for (String other :
          List.of("http://example.org/", "file:///etc/passwd", "http://a@127.0.0.1/")) {
        assertThrows(ReactionFailure.class, () -> fetch.react(Message.of("link", other)), other);
      }
      server.answer(503, "", Map.of());
      ReactionFailure failure =
          assertThrows(ReactionFailure.class, () -> fetch.react(message.copy()));
      assertTrue(failure.isPassing());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> services().make(new WebFetch(), Map.of("url_field", "link", "field", "body")));
  }
}
