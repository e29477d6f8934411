// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

/** Following feeds on a real nginx. */
@Tag("slow")
class RSSTest {

  @TempDir static Path tmp;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server = WebServer.start(tmp);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static CheckBench follow(String name, String... more) {
    String url = "url: '" + server.url("/" + name) + "'\n";
    return CheckBench.of(new RSS(), url + String.join("\n", more), tmp);
  }

  /** A feed with these items, newest first. */
  private static void publish(String name, String... ids) throws IOException {
    StringBuilder xml = new StringBuilder("<rss version='2.0'><channel><title>The feed</title>");
    for (String id : ids) {
      xml.append("<item><title>Title of ").append(id).append("</title><guid>").append(id);
      xml.append("</guid><link>http://x/").append(id).append("</link></item>");
    }
    server.put(name, xml + "</channel></rss>");
  }

  @Test
  void eachItemComesOnceOldestFirst() throws Exception {
    publish("a.rss", "2", "1");
    CheckBench bench = follow("a.rss");
    List<Message> first = bench.run();
    assertEquals(
        List.of("Title of 1", "Title of 2"), first.stream().map(m -> m.text("title")).toList());
    Message one = first.get(0);
    assertEquals("Title of 1", one.text("subject"));
    assertEquals("http://x/1", one.text("link"));
    assertEquals("The feed", one.text("feed"));
    assertEquals("RSS-bench", one.text("coalesce"));
    assertEquals(CheckBench.START.getEpochSecond(), (long) one.number("lastupdate").orElse(0));
    assertEquals(List.of(), bench.subjects());
    publish("a.rss", "3", "2", "1", "0");
    bench.restart();
    assertEquals(List.of("Title of 0", "Title of 3"), bench.subjects());
    assertEquals(List.of(), bench.subjects());
  }

  @Test
  void anItemWithANewTitleIsNotNew() throws Exception {
    publish("t.rss", "1");
    CheckBench bench = follow("t.rss");
    bench.run();
    server.put(
        "t.rss",
        "<rss version='2.0'><channel><title>t</title><item><title>Corrected</title>"
            + "<guid>1</guid></item></channel></rss>");
    assertEquals(List.of(), bench.subjects());
  }

  @Test
  void anUnchangedFeedIsNotFetchedAgain() throws Exception {
    publish("same.rss", "1");
    CheckBench bench = follow("same.rss");
    bench.run();
    bench.restart();
    bench.run();
    List<String> requests =
        server.requests().stream().filter(line -> line.contains("/same.rss")).toList();
    assertTrue(requests.get(0).contains("\" 200 "), requests.toString());
    assertTrue(requests.get(1).contains("\" 304 "), requests.toString());
  }

  @Test
  void anItemIsForgottenSevenDaysAfterItLeft() throws Exception {
    publish("f.rss", "1");
    CheckBench bench = follow("f.rss");
    bench.run();
    bench.clock().advance(Duration.ofDays(30));
    publish("f.rss", "2", "1"); // still there, however long nobody looked
    assertEquals(List.of("Title of 2"), bench.subjects());
    publish("f.rss", "2");
    bench.clock().advance(Duration.ofDays(6));
    bench.run();
    publish("f.rss", "2", "1", "0");
    assertEquals(List.of("Title of 0"), bench.subjects());
    publish("f.rss", "2");
    bench.clock().advance(Duration.ofDays(8));
    bench.run();
    publish("f.rss", "2", "1");
    assertEquals(List.of("Title of 1"), bench.subjects());
  }

  @Test
  void theFirstRunCanBeQuiet() throws Exception {
    publish("q.rss", "3", "2", "1");
    CheckBench none = follow("q.rss", "first: none");
    assertEquals(List.of(), none.subjects());
    assertEquals(List.of("Title of 3"), follow("q.rss", "first: 1").subjects());
    publish("q.rss", "4", "3", "2", "1");
    assertEquals(List.of("Title of 4"), none.subjects());
    assertEquals(
        List.of("first: expected all, none or a number, found 'some'"),
        CheckBench.problems(new RSS(), "url: http://x/\nfirst: some", tmp));
  }

  @Test
  void whatIsNoFeedIsAFailure() throws Exception {
    server.put("page.html", "<html><body>Not found, but status 200</body></html>");
    assertEquals(
        server.url("/page.html") + ": this is a web page, not a feed",
        follow("page.html").failure());
    assertEquals(
        server.url("/none.rss") + " answers with HTTP status 404", follow("none.rss").failure());
  }

  @Test
  void afterAFailureNothingIsRepeated() throws Exception {
    publish("b.rss", "1");
    CheckBench bench = follow("b.rss");
    bench.run();
    server.put("b.rss", "<rss");
    bench.failure();
    publish("b.rss", "2", "1");
    assertEquals(List.of("Title of 2"), bench.subjects());
  }

  @Test
  void aPageIsSearchedForWhatIsNew() throws Exception {
    server.put("list.html", "<h2>One</h2>\n<h2>Two</h2>\n<h2>One</h2>\n");
    CheckBench bench =
        CheckBench.of(
            new WebMatches(),
            "url: '" + server.url("/list.html") + "'\nregexp: '<h2>(.*?)</h2>'",
            tmp);
    List<Message> first = bench.run();
    assertEquals(List.of("One", "Two"), first.stream().map(m -> m.text("match")).toList());
    assertEquals(server.url("/list.html"), first.get(0).text("link"));
    assertEquals(List.of(), bench.run());
    server.put("list.html", "<h2>Three</h2>\n<h2>Two</h2>\n");
    assertEquals("Three", bench.run().get(0).text("match"));
    server.put("list.html", "<p>redesigned</p>");
    assertEquals(
        server.url("/list.html") + ": nothing in the page matches '<h2>(.*?)</h2>'",
        bench.failure());
  }
}
