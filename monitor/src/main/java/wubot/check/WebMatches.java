// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/** What is new on a web page: each match of an expression that was not there before. */
public final class WebMatches implements CheckType {

  static final Setting<String> REGEXP =
      Setting.pattern("regexp")
          .required()
          .describe(
              "The regular expression to look for. Each of its groups in each match is an item of"
                  + " its own; without groups, the whole match is. ^ and $ stand for line ends.")
          .example("'<h2>(.*?)</h2>'");

  static final Setting<Boolean> WHOLE =
      Setting.flag("modifier_s")
          .byDefault("false")
          .describe(
              "Whether the page is one text instead: a dot matches line ends too, and ^ and $ stand"
                  + " for its beginning and end.");

  private static final int MAX_ITEMS = 5000;

  private final WebClients clients = new WebClients();

  @Override
  public String name() {
    return "WebMatches";
  }

  @Override
  public String summary() {
    return "Fetches a web page and makes a message of each match of a regular expression that was"
        + " not there before. A page without any match is a failure: it has probably changed.";
  }

  @Override
  public Settings settings() {
    return WebSettings.ALL.and(Settings.of(REGEXP, WHOLE));
  }

  @Override
  public String example() {
    return """
        url: https://example.org/news
        regexp: '<h2>(.*?)</h2>'
        delay: 1h
        """;
  }

  @Override
  public List<String> fields() {
    return List.of("match: what was found", "link: the address of the page");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    WebRequest request = new WebRequest(values, services, clients);
    int flags = values.get(WHOLE) ? Pattern.DOTALL : Pattern.MULTILINE;
    Pattern pattern = Patterns.compile(REGEXP.key(), values.get(REGEXP), flags);
    return state -> {
      WebPage page = request.get(Map.of());
      if (!page.isSuccess()) {
        throw new CheckFailure(request.url() + " answers with HTTP status " + page.status());
      }
      Set<String> items = items(pattern, page.text());
      if (items.isEmpty()) {
        throw new CheckFailure(
            request.url() + ": nothing in the page matches '" + pattern.pattern() + "'");
      }
      Seen seen = new Seen(state, services.clock().instant().getEpochSecond());
      List<Message> messages = new ArrayList<>();
      for (String item : items) {
        if (seen.add(item)) {
          messages.add(Message.of("match", item).with("link", request.url().toString()));
        }
      }
      return Stored.keep(CheckResult.of(messages), seen.state(), state);
    };
  }

  /** All groups of all matches in order, each once. */
  static Set<String> items(Pattern pattern, String page) throws InterruptedException {
    Set<String> items = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(new PatientText(page));
    try {
      while (items.size() < MAX_ITEMS && matcher.find()) {
        if (matcher.groupCount() == 0) {
          items.add(matcher.group());
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
          if (matcher.group(group) != null) {
            items.add(matcher.group(group));
          }
        }
      }
    } catch (PatientText.GaveUp e) {
      throw new InterruptedException(e.getMessage());
    }
    items.remove("");
    return items;
  }
}
