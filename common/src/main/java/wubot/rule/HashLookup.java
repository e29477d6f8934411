// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Map;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Looks a field's text up in a table. */
public final class HashLookup extends FieldReaction {

  private static final Setting<String> SOURCE =
      Setting.text("source_field").required().describe("The field to look up.").example("port");
  private static final Setting<String> TARGET =
      Setting.text("target_field").required().describe("The field to set.").example("service");
  private static final Setting<Map<String, Object>> LOOKUP =
      Setting.map("lookup").required().describe("The table.");

  /** For the service loader. */
  public HashLookup() {
    super(
        "HashLookup",
        "Looks a text up in a table; where it is not found the message stays as it is.",
        Settings.of(SOURCE, TARGET, LOOKUP),
        """
        - name: names of ports
          condition: port exists
          plugin: HashLookup
          config:
            source_field: port
            target_field: service
            lookup:
              22: ssh
              443: https
        """,
        List.of("target_field: what the table has"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    String source = values.get(SOURCE);
    String target = values.get(TARGET);
    Map<String, Object> table = values.get(LOOKUP);
    return writing(
        List.of(target),
        message -> {
          if (message.isTrue(source) && table.containsKey(message.text(source))) {
            message.put(target, table.get(message.text(source)));
          }
        });
  }
}
