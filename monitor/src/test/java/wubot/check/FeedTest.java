// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static Feed feed(String xml) throws IOException {
    return feed(xml, StandardCharsets.UTF_8);
  }

  private static Feed feed(String xml, Charset charset) throws IOException {
    return Feed.parse(xml.getBytes(charset), "");
  }

  private static String problem(String content) {
    return assertThrows(IOException.class, () -> feed(content)).getMessage();
  }

  @Test
  void rssIsRead() throws IOException {
    Feed feed =
        feed(
            """
            <?xml version="1.0"?>
            <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
              <title>News &amp; more</title>
              <item><title>Newer: 1 &lt; 2 &amp;amp; so on</title><guid>n2</guid>
                <link>http://x/2</link><dc:creator>Ann</dc:creator>
                <description>&lt;p&gt;Body&lt;/p&gt;</description>
                <pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>
              <item><title>Older</title><link>http://x/1</link>
                <pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
            </channel></rss>
            """);
    assertEquals("News & more", feed.title());
    assertEquals(List.of("Older", "Newer: 1 < 2 & so on"), titles(feed));
    Feed.Item newer = feed.items().get(1);
    assertEquals("n2", newer.id());
    assertEquals("http://x/2", newer.link());
    assertEquals("Ann", newer.author());
    assertEquals("<p>Body</p>", newer.body());
    assertEquals(Optional.of(1772532000L), newer.time());
    assertEquals("http://x/1", feed.items().get(0).id());
  }

  @Test
  void atomIsReadAndUpdatedWins() throws IOException {
    Feed feed =
        feed(
            """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
              <entry><id>urn:1</id><title type="html">&lt;b&gt;Bold&lt;/b&gt; news</title>
                <link href="http://x/1"/><author><name>Bob</name></author>
                <published>2026-03-02T10:00:00Z</published>
                <updated>2026-03-03T10:00:00Z</updated>
                <content type="html">text</content></entry>
            </feed>
            """);
    Feed.Item item = feed.items().get(0);
    assertEquals("Bold news", item.title());
    assertEquals("urn:1", item.id());
    assertEquals("Bob", item.author());
    assertEquals("text", item.body());
    assertEquals(Optional.of(1772532000L), item.time());
  }

  @Test
  void withoutTimesTheLastIsTheOldest() throws IOException {
    Feed feed =
        feed(
            """
            <rss version="2.0"><channel><title>t</title>
              <item><title>c</title></item><item><title>b</title></item>
              <item><description>&lt;i&gt;no title&lt;/i&gt;</description></item>
            </channel></rss>
            """);
    assertEquals(List.of("no title", "b", "c"), titles(feed));
    assertEquals("b", feed.items().get(1).id());
  }

  @Test
  void otherEncodingsAreRead() throws IOException {
    String xml =
        "<?xml version='1.0' encoding='ISO-8859-1'?><rss version='2.0'><channel><title>t</title>"
            + "<item><title>gr\u00fcn</title></item></channel></rss>";
    assertEquals(List.of("gr\u00fcn"), titles(feed(xml, StandardCharsets.ISO_8859_1)));
  }

  @Test
  void whatIsNoFeedIsExplained() {
    assertEquals("the answer is empty, not a feed", problem(" \n"));
    assertEquals("this is a web page, not a feed", problem("<!DOCTYPE html><html><p>Hello</html>"));
    assertTrue(problem("<rss version='2.0'><channel>").startsWith("this is not a feed"));
    assertTrue(problem("<note/>").startsWith("this is not a feed"));
  }

  @Test
  void aDocumentTypeIsRefused() {
    String bomb =
        """
        <?xml version="1.0"?>
        <!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>
        <rss version="2.0"><channel><title>&a;</title></channel></rss>
        """;
    assertEquals("the feed has a document type declaration, which is refused", problem(bomb));
  }

  @Test
  void longBodiesAreCut() throws IOException {
    Feed feed =
        feed(
            "<rss version='2.0'><channel><title>t</title><item><title>a</title><description>"
                + "x".repeat(100_000)
                + "</description></item></channel></rss>");
    assertEquals(16 * 1024 + 1, feed.items().get(0).body().length());
  }

  private static List<String> titles(Feed feed) {
    return feed.items().stream().map(Feed.Item::title).toList();
  }
}
