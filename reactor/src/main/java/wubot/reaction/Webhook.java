// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Escaping;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Sends a request to a web server for each message that a person should notice. */
public final class Webhook implements ReactionType {

  /** How to send the request. */
  enum Method {
    POST,
    PUT
  }

  private static final Setting<Secret> URL =
      Setting.secret("url")
          .required()
          .describe(
              "Where to send the request. It is kept out of logs, because many services put a key"
                  + " into it.")
          .example("https://ntfy.example.org/ops");
  private static final Setting<Method> METHOD =
      Setting.choice("method", Method.class).byDefault("post").describe("How to send it.");
  private static final Setting<String> BODY =
      Setting.text("body")
          .byDefault("{\"text\": \"{{ subject_text }}\"}")
          .describe(
              "The body, a template. In it `subject_text` is the subject as plain text, whether the"
                  + " message has that field or not. Fields are escaped as the content type asks.");
  private static final Setting<String> CONTENT_TYPE =
      Setting.text("content_type")
          .byDefault("application/json")
          .describe(
              "The type of the body: fields are put in as JSON strings for a JSON type, URL-encoded"
                  + " for application/x-www-form-urlencoded, as they are for the others.");
  private static final Setting<Map<String, Object>> HEADERS =
      Setting.map("headers").describe("More headers, by name; the values are templates.").hidden();
  private static final Setting<Secret> AUTH =
      Setting.secret("auth")
          .describe("The value of the header that proves who we are.")
          .example("${file:secrets/ntfy}");
  private static final Setting<String> AUTH_HEADER =
      Setting.text("auth_header")
          .byDefault("Authorization")
          .describe("The name of that header.")
          .example("X-Gotify-Key");
  private static final Setting<List<String>> EXPECT_STATUS =
      Setting.texts("expect_status")
          .byDefault("2xx")
          .describe("The answers that mean it was taken, such as 204 or 2xx.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout").byDefault("20s").describe("How long the answer may take.");
  private static final Setting<Boolean> PLAINTEXT =
      Setting.flag("plaintext")
          .byDefault("no")
          .describe(
              "Whether http:// will do towards another machine: everything, the key too, can then be"
                  + " read on the way.");
  private static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("PEM file of the authority that signed the server's certificate.");

  @Override
  public String name() {
    return "Webhook";
  }

  @Override
  public String summary() {
    return "Sends a request to a web server for each message with a subject that is not quiet: ntfy,"
        + " Gotify, Slack, Mattermost, Discord and the like. Messages wait in an outbox while the"
        + " server is away, fails (5xx) or asks for a pause (429).";
  }

  @Override
  public Work work() {
    return Work.DELIVERY;
  }

  @Override
  public Settings settings() {
    return Settings.of(
        URL,
        METHOD,
        BODY,
        CONTENT_TYPE,
        HEADERS,
        AUTH,
        AUTH_HEADER,
        EXPECT_STATUS,
        TIMEOUT,
        PLAINTEXT,
        CA_FILE);
  }

  @Override
  public String example() {
    return """
        - name: tell ops
          condition: status equals CRITICAL
          plugin: Webhook
          config:
            url: https://ntfy.example.org/ops
            content_type: text/plain
            body: '{{ subject_text }}'
            headers:
              Title: '{{ key }} on {{ hostname }}'
              Priority: high
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    URI url = url(values.get(URL).reveal(), values.get(PLAINTEXT));
    String type = values.get(CONTENT_TYPE);
    Escaping escaping = escaping(type);
    Template body = Template.of(values.get(BODY), zone);
    if (escaping == Escaping.JSON) {
      JsonText.check(body.fill(Message.empty(), escaping));
    }
    Map<String, Template> headers = new LinkedHashMap<>();
    headers.put("Content-Type", Template.of(type, zone));
    values
        .find(HEADERS)
        .orElse(Map.of())
        .forEach((name, text) -> headers.put(name, Template.of(FieldValue.text(text), zone)));
    Optional<WebCall.Auth> auth =
        values.find(AUTH).map(secret -> new WebCall.Auth(values.get(AUTH_HEADER), secret));
    WebCall call =
        new WebCall(
            url,
            values.get(METHOD).name(),
            Map.copyOf(headers),
            auth,
            values.get(EXPECT_STATUS),
            values.get(TIMEOUT),
            values.findPath(CA_FILE),
            services.clock());
    return new Reaction() {
      @Override
      public boolean wants(Message message) {
        return Noticed.by("webhook", message);
      }

      @Override
      public void react(Message message) throws InterruptedException {
        if (wants(message)) {
          Message shown = message.copy().with("subject_text", Noticed.subject(message));
          call.send(shown, body.fill(shown, escaping));
        }
      }

      @Override
      public void close() {
        call.close();
      }
    };
  }

  private static URI url(String text, boolean plaintext) {
    URI url;
    try {
      url = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("url: this is not a URL", e); // without the text: a secret
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    String host = url.getHost() == null ? "" : url.getHost();
    boolean plain = plaintext || List.of("localhost", "127.0.0.1", "[::1]").contains(host);
    if (host.isEmpty() || !(scheme.equals("https") || (scheme.equals("http") && plain))) {
      throw new IllegalArgumentException(
          "url: it has to begin with https://; http:// will do to this machine, or with 'plaintext:"
              + " yes'");
    }
    return url;
  }

  private static Escaping escaping(String type) {
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (plain.equals("application/json") || plain.endsWith("+json")) {
      return Escaping.JSON;
    }
    return plain.equals("application/x-www-form-urlencoded") ? Escaping.URL : Escaping.NONE;
  }
}
