// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Sets one field, or several, to fixed values. */
public final class SetField extends FieldReaction {

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

  /** For the service loader. */
  public SetField() {
    super(
        "SetField",
        "Sets one field, or several, to fixed values.",
        Settings.of(FIELD, VALUE, SET, NO_OVERRIDE),
        """
        - name: disk nearly full is orange
          condition: percent_used > 90
          plugin: SetField
          config:
            set:
              color: orange
              mailbox: disks
        """,
        List.of("field, or the keys of set: the values given"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (firstOf(values, FIELD).isPresent()) {
      Object value = values.find(VALUE).map(Node::plain).orElse(FieldValue.NONE);
      fields.put(values.get(FIELD), FieldValue.of(value));
    } else if (values.find(SET).isPresent()) {
      values.get(SET).forEach((field, value) -> fields.put(field, FieldValue.of(value)));
    } else {
      throw new IdleException("either 'field' or 'set' says which fields to set");
    }
    boolean keep = values.get(NO_OVERRIDE);
    return new Setter(fields.keySet().toArray(String[]::new), fields.values().toArray(), keep);
  }

  private static final class Setter implements Reaction {

    private final String[] names;
    private final Object[] values;
    private final boolean keep;

    Setter(String[] names, Object[] values, boolean keep) {
      this.names = names;
      this.values = values;
      this.keep = keep;
    }

    @Override
    public void react(Message message) {
      for (int i = 0; i < names.length; i++) {
        if (!keep || !message.isTrue(names[i])) {
          message.put(names[i], values[i]);
        }
      }
    }

    @Override
    public Optional<Set<String>> writes() {
      return Optional.of(Set.of(names));
    }
  }
}
