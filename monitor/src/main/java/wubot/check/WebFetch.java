// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

/** Whether a web page is there, is as expected, and answers in time; its content for rules. */
public final class WebFetch implements CheckType {

  static final Setting<String> METHOD =
      Setting.text("method")
          .byDefault("GET")
          .describe("The HTTP method; in upper or lower case.")
          .example("HEAD");

  static final Setting<String> BODY =
      Setting.text("body").describe("What to send with the request.").example("'{\"ping\": 1}'");

  static final Setting<String> FIELD =
      Setting.text("field")
          .byDefault("content")
          .describe("The field that gets the content of the page; empty text for none.")
          .example("\"\"");

  static final Setting<List<String>> STATUS =
      Setting.texts("expect_status")
          .describe(
              "The HTTP statuses that are fine; without it, those of success, 200 to 299. Others"
                  + " are a failure.")
          .example("[200, 401]");

  static final Setting<String> TEXT =
      Setting.text("expect_text")
          .describe("Text that must be in the page; a failure when it is not.")
          .example("All systems operational");

  static final Setting<String> REGEXP =
      Setting.pattern("expect_regexp")
          .describe("A regular expression that must be found in the page.")
          .example("'version: \\d+'");

  static final Setting<Double> WARNING_TIME =
      Setting.number("warning_ms", 0, 1e6)
          .describe("A longer time until the whole answer, in milliseconds, is a WARNING.")
          .example("1000");

  static final Setting<Double> CRITICAL_TIME =
      Setting.number("critical_ms", 0, 1e6)
          .describe("A longer time until the whole answer, in milliseconds, is CRITICAL.")
          .example("5000");

  private final WebClients clients = new WebClients();

  @Override
  public String name() {
    return "WebFetch";
  }

  @Override
  public String summary() {
    return "Fetches a web page: whether it is there, is as expected, answers in time, and how long"
        + " its certificate is still valid. The content goes into a field for rules to use.";
  }

  @Override
  public Settings settings() {
    return WebSettings.ALL.and(
        Settings.of(
            METHOD,
            BODY,
            FIELD,
            STATUS,
            TEXT,
            REGEXP,
            WARNING_TIME,
            CRITICAL_TIME,
            Expiry.WARNING,
            Expiry.CRITICAL,
            Episodes.REMIND));
  }

  @Override
  public String example() {
    return """
        url: https://example.org/
        delay: 5m
        expect_text: Example Domain
        field: ''
        warning_ms: 2000
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "content: the page as text, in the field that the setting field names",
        "link: the address",
        "http_status: the HTTP status of the answer",
        "content_type: what the server says it is",
        "response_ms: milliseconds until the whole answer was there",
        "cert_days: days that the certificate is still valid, with https",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    WebRequest request = new WebRequest(values, services, clients);
    String method = values.get(METHOD).toUpperCase(Locale.ROOT);
    if (!method.matches("[A-Z]+")) {
      throw new IllegalArgumentException("method: '" + method + "' is no HTTP method");
    }
    Optional<Pattern> expected =
        values.find(REGEXP).map(t -> Patterns.compile("expect_regexp", t, Pattern.MULTILINE));
    Limits time = Limits.above(values, WARNING_TIME, CRITICAL_TIME);
    Limits days = Expiry.limits(values);
    return state -> {
      WebPage page = request.fetch(method, values.find(BODY).orElse(""), Map.of());
      String text = page.text();
      expect(values, expected, request.url(), page, text);
      Instant now = services.clock().instant();
      Message message = describe(values, request.url(), page, text, now);
      Status byTime = time.judge((double) page.millis());
      Status byDays = Expiry.judge(days, message);
      Status status = byTime.worse(byDays);
      message.put("status", status.name());
      Episodes episodes = new Episodes(state, values, now.getEpochSecond());
      if (episodes.speaks("page", status)) {
        boolean aboutDays = byDays == status && status != Status.OK;
        String what = aboutDays ? Expiry.text(message) : "answers in " + page.millis() + " ms";
        message.put("subject", status.says(request.url() + ": " + what));
      }
      return episodes.keep(CheckResult.of(message), state);
    };
  }

  private static Message describe(Values values, URI url, WebPage page, String text, Instant now) {
    Message message = Message.empty();
    if (!values.get(FIELD).isEmpty()) {
      message.put(values.get(FIELD), text);
    }
    message.put("link", url.toString());
    message.put("http_status", page.status());
    message.put("content_type", page.contentType());
    message.put("response_ms", page.millis());
    page.certificate().ifPresent(c -> Expiry.describe(c, now, message));
    return message;
  }

  private static void expect(
      Values values, Optional<Pattern> expected, URI url, WebPage page, String text)
      throws InterruptedException {
    List<String> wanted = values.find(STATUS).orElse(List.of());
    String status = Integer.toString(page.status());
    if (wanted.isEmpty() ? !page.isSuccess() : !wanted.contains(status)) {
      throw new CheckFailure(
          url
              + " answers with HTTP status "
              + status
              + (wanted.isEmpty() ? "" : ", expected " + String.join(" or ", wanted)));
    }
    values
        .find(TEXT)
        .filter(part -> !text.contains(part))
        .ifPresent(
            part -> {
              throw new CheckFailure(url + ": the text '" + part + "' is not in the page");
            });
    try {
      if (expected.isPresent() && !expected.get().matcher(new PatientText(text)).find()) {
        throw new CheckFailure(
            url + ": nothing in the page matches '" + expected.get().pattern() + "'");
      }
    } catch (PatientText.GaveUp e) {
      throw new InterruptedException(e.getMessage());
    }
  }
}
