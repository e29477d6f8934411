// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Sets one field, or several, to fixed values. */
public final class SetField implements ReactionType {

  private static final Setting<String> FIELD =
      Setting.text("field").describe("The field to set; goes before 'set'.").example("color");
  private static final Setting<Node> VALUE =
      Setting.any("value")
          .describe("What it is set to; without it the field is there without a value.")
          .example("red");
  private static final Setting<Map<String, Object>> SET =
      Setting.map("set").describe("Several fields and their values.");
  private static final Setting<Boolean> NO_OVERRIDE =
      Setting.flag("no_override")
          .byDefault("no")
          .describe("Leave a field alone that counts as true already.");

  @Override
  public String name() {
    return "SetField";
  }

  @Override
  public String summary() {
    return "Sets one field, or several, to fixed values.";
  }

  @Override
  public Work work() {
    return Work.FIELDS;
  }

  @Override
  public Settings settings() {
    return Settings.of(FIELD, VALUE, SET, NO_OVERRIDE);
  }

  @Override
  public String example() {
    return """
        - name: disk nearly full is orange
          condition: percent_used > 90
          plugin: SetField
          config:
            set:
              color: orange
              mailbox: disks
        """;
  }

  @Override
  public List<String> fields() {
    return List.of("field, or the keys of set: the values given");
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (values.find(FIELD).isPresent()) {
      Object value = values.find(VALUE).map(Node::plain).orElse(FieldValue.NONE);
      fields.put(values.get(FIELD), FieldValue.of(value));
    } else if (values.find(SET).isPresent()) {
      values.get(SET).forEach((field, value) -> fields.put(field, FieldValue.of(value)));
    } else {
      throw new IllegalArgumentException("either 'field' or 'set' says which fields to set");
    }
    return new Setter(List.copyOf(fields.entrySet()), values.get(NO_OVERRIDE));
  }

  private record Setter(List<Map.Entry<String, Object>> fields, boolean keep) implements Reaction {

    @Override
    public void react(Message message) {
      for (int i = 0; i < fields.size(); i++) {
        Map.Entry<String, Object> field = fields.get(i);
        if (!keep || !message.isTrue(field.getKey())) {
          message.put(field.getKey(), field.getValue());
        }
      }
    }
  }
}
