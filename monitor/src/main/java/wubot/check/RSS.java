// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** New items of an RSS or Atom feed, each once. */
public final class RSS implements CheckType {

  private static final String ETAG = "etag";
  private static final String MODIFIED = "modified";
  private static final String URL = "url";

  private final WebClients clients = new WebClients();

  @Override
  public String name() {
    return "RSS";
  }

  @Override
  public String summary() {
    return "Follows an RSS or Atom feed: each new item becomes a message, oldest first. Items are"
        + " known by their id, for seven days after they left the feed; an unchanged feed is not"
        + " fetched again.";
  }

  @Override
  public Duration defaultDelay() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Settings settings() {
    return WebSettings.ALL.and(Settings.of(First.FIRST));
  }

  @Override
  public String example() {
    return """
        url: https://example.org/feed.xml
        delay: 15m
        first: 5
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "title: the title of the item, as plain text",
        "subject: the same",
        "link: where the item leads",
        "body: its text as published, often HTML, at most 16 KB",
        "username: its author",
        "feed: the title of the feed",
        "coalesce: the key of the instance, for notifications that replace each other",
        "lastupdate: when the item was last changed or published; now, where it does not say");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    WebRequest request = new WebRequest(values, services, clients);
    int first = First.count(values);
    return state -> {
      long now = services.clock().instant().getEpochSecond();
      WebPage page = request.get(conditions(state, request));
      if (page.status() == 304) {
        return CheckResult.nothing();
      }
      if (!page.isSuccess()) {
        throw new CheckFailure(request.url() + " answers with HTTP status " + page.status());
      }
      Feed feed = feed(request, page);
      Seen seen = new Seen(state, now);
      int most = seen.isFirstRun() ? first : Integer.MAX_VALUE;
      List<Message> messages = new ArrayList<>();
      for (Feed.Item item : feed.items()) {
        if (!item.id().isEmpty() && seen.add(item.id())) {
          messages.add(message(feed, item, services.key(), now));
        }
      }
      CheckState kept =
          seen.state()
              .with(URL, request.url().toString())
              .with(ETAG, page.etag())
              .with(MODIFIED, page.modified());
      CheckResult result =
          CheckResult.of(messages.subList(Math.max(0, messages.size() - most), messages.size()));
      return Stored.keep(result, kept, state);
    };
  }

  /** Asks the server not to send again what it sent last time. */
  private static Map<String, String> conditions(CheckState state, WebRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "Accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5");
    if (Stored.text(state, URL).equals(request.url().toString())) {
      if (!Stored.text(state, ETAG).isEmpty()) {
        headers.put("If-None-Match", Stored.text(state, ETAG));
      }
      if (!Stored.text(state, MODIFIED).isEmpty()) {
        headers.put("If-Modified-Since", Stored.text(state, MODIFIED));
      }
    }
    return headers;
  }

  private static Feed feed(WebRequest request, WebPage page) {
    try {
      return Feed.parse(page.bytes(), page.contentType());
    } catch (IOException e) {
      throw new CheckFailure(request.url() + ": " + e.getMessage(), e);
    }
  }

  private static Message message(Feed feed, Feed.Item item, String key, long now) {
    Message message =
        Message.of("title", item.title())
            .with("subject", item.title())
            .with("link", item.link())
            .with("body", item.body());
    if (!item.author().isEmpty()) {
      message.put("username", item.author());
    }
    // A date in the future is a mistake of the feed, and would be in front for ever.
    return message
        .with("feed", feed.title())
        .with("coalesce", key)
        .with("lastupdate", Math.min(now, item.time().orElse(now)));
  }
}
