// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Sends a mail for each message that a person should notice. */
public final class Email implements ReactionType {

  private static final Setting<String> HOST =
      Setting.text("host").required().describe("The mail server.").example("mail.example.org");
  private static final Setting<MailServer.Protection> TLS =
      Setting.choice("tls", MailServer.Protection.class)
          .byDefault("starttls")
          .describe(
              "How the connection is protected: `starttls` (port 587), `implicit` (port 465), or"
                  + " `none` (port 25), which sends everything readable and no password.");
  private static final Setting<Long> PORT =
      Setting.integer("port", 1, 65_535).describe("The port, where it is another than that.");
  private static final Setting<String> USER =
      Setting.text("user").describe("The account to log in as; none without it.");
  private static final Setting<Secret> PASSWORD =
      Setting.secret("password")
          .describe("The account's password; best a reference.")
          .example("${file:secrets/mail}");
  private static final Setting<String> FROM =
      Setting.text("from").required().describe("The sender.").example("wubot@example.org");
  private static final Setting<List<String>> TO =
      Setting.texts("to").required().describe("The receivers.").example("ann@example.org");
  private static final Setting<String> SUBJECT =
      Setting.text("subject")
          .byDefault("{{ subject_text }}")
          .describe(
              "The subject, a template. In it `subject_text` is the subject as plain text, whether"
                  + " the message has that field or not.");
  private static final Setting<String> BODY =
      Setting.text("body")
          .describe(
              "The text, a template; without it the subject, the body, and where and when it came"
                  + " from.");
  private static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("PEM file of the authority that signed the server's certificate.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout").byDefault("30s").describe("How long each answer may take.");

  @Override
  public String name() {
    return "Email";
  }

  @Override
  public String summary() {
    return "Sends a mail for each message with a subject that is not quiet. Mails wait in an outbox"
        + " while the server is away, and keep the time at which the message was made.";
  }

  @Override
  public Work work() {
    return Work.DELIVERY;
  }

  @Override
  public Settings settings() {
    return Settings.of(HOST, TLS, PORT, USER, PASSWORD, FROM, TO, SUBJECT, BODY, CA_FILE, TIMEOUT);
  }

  @Override
  public String example() {
    return """
        - name: mail ann
          condition: status equals CRITICAL
          plugin: Email
          config:
            host: mail.example.org
            user: wubot
            password: ${file:secrets/mail}
            from: wubot@example.org
            to: ann@example.org
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    MailServer.Protection tls = values.get(TLS);
    if (values.find(USER).isPresent() != values.find(PASSWORD).isPresent()) {
      throw new IllegalArgumentException("user and password go together");
    }
    if (tls == MailServer.Protection.NONE && values.find(USER).isPresent()) {
      throw new IllegalArgumentException(
          "tls: none would send the password readable for everybody");
    }
    MailServer server =
        new MailServer(
            values.get(HOST),
            values.find(PORT).map(Long::intValue).orElse(tls.port()),
            tls,
            values.find(USER),
            values.find(PASSWORD),
            values.findPath(CA_FILE),
            values.get(TIMEOUT));
    InternetAddress from = address("from", values.get(FROM));
    List<InternetAddress> to = new ArrayList<>();
    values.get(TO).forEach(text -> to.add(address("to", text)));
    Template subject = Template.of(values.get(SUBJECT), zone);
    Template body =
        Template.of(
            values
                .find(BODY)
                .orElse(
                    "{{ subject_text }}\n\n{{ body }}\n\n-- \n{{ key }} on {{ hostname }},"
                        + " {{ lastupdate | date }}\n{{ link }}\n"),
            zone);
    return new Reaction() {
      @Override
      public boolean wants(Message message) {
        return Noticed.by("email", message);
      }

      @Override
      public void react(Message message) {
        if (wants(message)) {
          Message shown = message.copy().with("subject_text", Noticed.subject(message));
          if (shown.isTrue("body_text")) {
            shown.put("body", shown.text("body_text"));
          }
          String line = Noticed.oneLine(subject.fill(shown));
          server.send(new MailServer.Mail(from, to, line, body.fill(shown), message));
        }
      }
    };
  }

  private static InternetAddress address(String key, String text) {
    try {
      return new InternetAddress(text, true);
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          key + ": '" + text + "' is not a mail address: " + e.getMessage(), e);
    }
  }
}
