// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Condition;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Tells of problems that belong together in one message, and again when something has changed. */
public final class Bundle extends GateType {

  private static final Setting<Duration> WAIT =
      Spans.setting("wait")
          .byDefault("30s")
          .describe("How long to wait for others after one that is new.");
  private static final Setting<Duration> INTERVAL =
      Spans.setting("interval")
          .byDefault("5m")
          .describe(
              "What has changed since is told so long after the last telling at the earliest.");
  private static final Setting<Duration> REPEAT =
      Spans.setting("repeat")
          .byDefault("4h")
          .describe(
              "As long as there are problems they are told again after this, changed or not.");
  private static final Setting<String> OVER =
      Setting.text("over")
          .byDefault("status = OK")
          .describe("A condition: the message with which a problem is over.");
  private static final Setting<Duration> FORGET =
      Spans.setting("forget")
          .byDefault("1d")
          .describe("A problem is over, too, when its message has not come again for this long.");
  private static final Setting<String> LINE =
      Setting.text("line")
          .byDefault("{{ status }} {{ hostname }} {{ key }}: {{ subject }}")
          .describe("The line of a problem, a template; at most 500 characters of it.");
  private static final Setting<String> SUBJECT =
      Setting.text("subject")
          .byDefault("{{ bundle_key }}: {{ bundle_count }} problems, {{ bundle_over }} over")
          .describe("The subject, a template with the fields below.");

  /** For the service loader. */
  public Bundle() {
    super(
        "Bundle",
        "Tells of problems that belong together in one message: the first time after a short wait,"
            + " then when one is new or over, and now and then as long as there are any. The"
            + " messages themselves are held back; what it says goes to the rules inside this one,"
            + " or, where there are none, through all rules. It has to meet the messages that end a"
            + " problem, too.",
        GateKey.settings(
            Settings.of(WAIT, INTERVAL, REPEAT, OVER, FORGET, LINE, SUBJECT), "`{{ hostname }}`"));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "subject: of what it says",
        "body: a line for each problem, and one for each that is over",
        "status: the worst of all, OK when all are over",
        "bundle_key: what they have in common",
        "bundle_count: how many problems there are",
        "bundle_over: how many are over that were told last time");
  }

  @Override
  public String example() {
    return """
        - name: one mail for a host
          condition: status exists
          plugin: Bundle
          config:
            key: '{{ hostname }}'
            wait: 30s
            interval: 5m
            repeat: 4h
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
    return new BundleGate(
        services,
        GateKey.of(values, services, "{{ hostname }}"),
        new BundleGate.Pace(
            values.get(WAIT).toSeconds(),
            values.get(INTERVAL).toSeconds(),
            values.get(REPEAT).toSeconds(),
            values.get(FORGET).toSeconds()),
        Condition.parse(values.get(OVER), zone),
        GateKey.template(values.get(LINE), zone),
        GateKey.template(values.get(SUBJECT), zone));
  }
}
