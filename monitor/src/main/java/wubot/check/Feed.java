// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;

/**
 * An RSS or Atom feed.
 *
 * @param title of the feed, plain text, may be empty
 * @param items oldest first
 */
record Feed(String title, List<Item> items) {

  private static final int MAX_BODY = 16 * 1024;
  private static final int MAX_TITLE = 500;

  /**
   * One item.
   *
   * @param id what it is known by: its guid or id, else its link, else its title
   * @param title plain text; the start of the body where it has none
   * @param link where it leads, may be empty
   * @param body as published, often HTML, cut off after 16 KB
   * @param author may be empty
   * @param time when it was last changed, or published, in epoch seconds; empty when unknown
   */
  record Item(
      String id, String title, String link, String body, String author, Optional<Long> time) {}

  /**
   * Reads one, whatever its version; document type declarations are refused.
   *
   * @throws IOException when it is none, in words for people
   */
  static Feed parse(byte[] content, String contentType) throws IOException {
    SyndFeed feed;
    try (XmlReader reader =
        new XmlReader(new ByteArrayInputStream(content), contentType, /* lenient= */ true)) {
      feed = new SyndFeedInput(/* validate= */ false, Locale.US).build(reader);
    } catch (FeedException | IllegalArgumentException e) {
      throw new IOException(problem(content, e), e);
    }
    List<Item> items = new ArrayList<>();
    for (SyndEntry entry : feed.getEntries()) {
      items.add(item(entry));
    }
    return new Feed(plain(feed.getTitle()), oldestFirst(items));
  }

  private static String problem(byte[] content, Exception e) {
    String start =
        new String(
            content, 0, Math.min(content.length, 2000), java.nio.charset.StandardCharsets.UTF_8);
    String lower = start.toLowerCase(Locale.ROOT);
    if (start.isBlank()) {
      return "the answer is empty, not a feed";
    }
    if (lower.contains("<html") || lower.contains("<!doctype html")) {
      return "this is a web page, not a feed";
    }
    if (lower.contains("<!doctype")) {
      return "the feed has a document type declaration, which is refused";
    }
    String text = Objects.toString(e.getMessage(), "").lines().findFirst().orElse("");
    return "this is not a feed that can be read: " + text;
  }

  /** Feeds are newest first by custom; where all items have a time, that decides. */
  private static List<Item> oldestFirst(List<Item> items) {
    List<Item> sorted = new ArrayList<>(items);
    Collections.reverse(sorted);
    if (sorted.stream().allMatch(item -> item.time().isPresent())) {
      sorted.sort(java.util.Comparator.comparingLong(item -> item.time().orElse(0L)));
    }
    return List.copyOf(sorted);
  }

  private static Item item(SyndEntry entry) {
    String body =
        Stream.concat(entry.getContents().stream(), Stream.ofNullable(entry.getDescription()))
            .map(SyndContent::getValue)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    String link = Objects.toString(entry.getLink(), "").strip();
    String title = plain(entry.getTitle());
    if (title.isEmpty()) {
      title = cut(plain(body), 80);
    }
    String id =
        Stream.of(Objects.toString(entry.getUri(), "").strip(), link, title)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return new Item(
        id,
        title.isEmpty() ? link : title,
        link,
        cut(body.strip(), MAX_BODY),
        plain(entry.getAuthor()),
        Optional.ofNullable(entry.getUpdatedDate())
            .or(() -> Optional.ofNullable(entry.getPublishedDate()))
            .map(Date::getTime)
            .map(millis -> millis / 1000));
  }

  /** Without markup and in one line. */
  private static String plain(String text) {
    String given = Objects.toString(text, "");
    String without =
        given.indexOf('<') >= 0 || given.indexOf('&') >= 0 ? Jsoup.parse(given).text() : given;
    return cut(without.replaceAll("\\s+", " ").strip(), MAX_TITLE);
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end) + "\u2026";
  }
}
