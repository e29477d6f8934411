// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.util.List;
import wubot.fuzz.FuzzTarget;

/** What web servers hand out as feeds. */
public final class FeedFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "feed";
  }

  @Override
  public List<String> words() {
    return List.of(
        "<item>",
        "</item>",
        "<entry>",
        "<title>",
        "</title>",
        "<![CDATA[",
        "]]>",
        "&lt;",
        "&#0;",
        "&x;",
        "<!DOCTYPE a [<!ENTITY x \"y\">]>",
        "<?xml version=\"1.1\" encoding=\"UTF-16\"?>",
        "<a><a><a>",
        "<link href=\"javascript:\"/>",
        "<pubDate>",
        "<updated>99999-99-99T00:00:00Z</updated>",
        "\0",
        "<!--",
        "xmlns:x=\"y\"",
        "<content type=\"xhtml\"><div>");
  }

  @Override
  public boolean read(byte[] input) {
    Feed feed;
    try {
      feed = Feed.parse(input, "text/xml");
    } catch (IOException e) {
      return false;
    }
    if (feed.items().stream().anyMatch(item -> item.body().length() > 20_000)) {
      throw new AssertionError("a body that was not cut off");
    }
    return true;
  }
}
