// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;

/** Holds messages back for a time and a reason. */
public final class Silence extends GateType {

  private static final Setting<String> FROM =
      Setting.text("from")
          .describe("When it begins, in the zone of the host; it has begun when missing.")
          .example("2026-11-21 22:00");
  private static final Setting<String> UNTIL =
      Setting.text("until").describe("When it ends.").example("2026-11-22 06:00");
  private static final Setting<String> REASON =
      Setting.text("reason").describe("Why; messages that are held back say so.");
  private static final Setting<Path> FILE =
      Setting.path("file")
          .describe(
              "A file with a list of silences, each with `matcher` (a condition), `from`, `until`,"
                  + " `reason` and `by`; a saved change is in force at once.")
          .example("config/silences.yaml");

  /** For the service loader. */
  public Silence() {
    super(
        "Silence",
        "Holds messages back for a time and a reason: those that its rule's condition matches, or"
            + " those that match an entry of a file. Told by when a message was made.",
        Settings.of(FROM, UNTIL, REASON, FILE));
  }

  @Override
  public List<String> fields() {
    return List.of("silenced: the reason, when held back");
  }

  @Override
  public String example() {
    return """
        - name: new disks for joe
          condition: hostname = joe
          plugin: Silence
          config:
            from: 2026-11-21 22:00
            until: 2026-11-22 06:00
            reason: new disks
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    Optional<Path> file = values.findPath(FILE);
    if (file.isPresent()) {
      if (values
          .find(FROM)
          .or(() -> values.find(UNTIL))
          .or(() -> values.find(REASON))
          .isPresent()) {
        throw new IllegalArgumentException(
            "with 'file', its entries say from when to when and why");
      }
      SilenceFile list = new SilenceFile(file.get(), zone);
      return silencing(services, message -> list.find(message, services.time().of(message)));
    }
    SilenceFile.Entry own =
        SilenceFile.Entry.of(
            wubot.rule.Condition.Constant.ALWAYS,
            values.find(FROM),
            values.find(UNTIL),
            values.find(REASON).orElse("silence"),
            zone);
    return silencing(
        services,
        message ->
            own.covers(services.time().of(message)) ? Optional.of(own.reason()) : Optional.empty());
  }

  /** Who finds out whether a message is to be held back, and why. */
  private interface Finder {
    Optional<String> reason(Message message);
  }

  private static Reaction silencing(ReactionServices services, Finder finder) {
    return new Reaction() {
      @Override
      public void react(Message message) {
        admit(message);
      }

      @Override
      public Verdict admit(Message message) {
        Optional<String> reason = finder.reason(message);
        if (reason.isEmpty()) {
          return Verdict.PASS;
        }
        message.put("silenced", reason.get());
        message.append(Gate.HELD_BY, services.rule());
        return Verdict.HOLD;
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of("silenced", Gate.HELD_BY));
      }
    };
  }
}
