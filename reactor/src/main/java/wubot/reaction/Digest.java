// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/** Makes one message of many. */
public final class Digest extends GateType {

  private static final Setting<Duration> EVERY =
      Spans.setting("every")
          .describe("How long to collect, from the first message on; `1h` without `at`.");
  private static final Setting<String> AT =
      Setting.text("at").describe("Collect until this time of day instead.").example("'07:00'");
  private static final Setting<Long> FULL =
      Setting.integer("full", 1, 1_000_000)
          .describe("Do not wait any longer when there are so many.");
  private static final Setting<Long> LINES =
      Setting.integer("lines", 0, 1000)
          .byDefault("100")
          .describe("How many of the messages have a line; the others are counted.");
  private static final Setting<String> LINE =
      Setting.text("line")
          .byDefault("{{ lastupdate | date }} {{ hostname }} {{ key }}: {{ subject }}")
          .describe("The line of a message, a template; at most 500 characters of it.");
  private static final Setting<String> SUBJECT =
      Setting.text("subject")
          .byDefault("{{ digest_count }} messages in {{ digest_for }}")
          .describe("The subject, a template with the fields below.");

  /** For the service loader. */
  public Digest() {
    super(
        "Digest",
        "Collects messages and makes one of them: a line for each. The messages themselves are held"
            + " back; the digest goes to the rules inside this one, or, where there are none,"
            + " through all rules.",
        GateKey.settings(
            Settings.of(EVERY, AT, FULL, LINES, LINE, SUBJECT), "all messages make one digest"));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "subject: of the digest",
        "body: of the digest, the lines",
        "status: of the digest, the worst of all",
        "digest_count: how many messages it stands for",
        "digest_since, digest_until: from when to when they were collected",
        "digest_for: how long that was, in words",
        "digest_key: what they have in common, where `key` was given");
  }

  @Override
  public String example() {
    return """
        - name: one mail in the morning
          condition: subject is true AND time between 22:00 and 07:00
          plugin: Digest
          config:
            at: '07:00'
          rules:
            - name: mail
              plugin: Email
              config:
                host: mail.example.org
                from: wubot@example.org
                to: ann@example.org
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    Optional<LocalTime> at = values.find(AT).map(Digest::time);
    if (at.isPresent() && values.find(EVERY).isPresent()) {
      throw new IllegalArgumentException("either 'every' or 'at' says when the digest is made");
    }
    return new DigestGate(
        services,
        GateKey.of(values, services, ""),
        new DigestGate.Closing(
            values.find(EVERY).orElse(Duration.ofHours(1)).toSeconds(),
            at,
            zone,
            values.find(FULL).orElse(Long.MAX_VALUE)),
        new DigestGate.Look(
            values.get(LINES).intValue(),
            Template.of(values.get(LINE), zone),
            Template.of(values.get(SUBJECT), zone)));
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("at: expected a time of day such as '07:00'", e);
    }
  }
}
