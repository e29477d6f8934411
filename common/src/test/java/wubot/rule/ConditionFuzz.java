// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import wubot.fuzz.FuzzTarget;
import wubot.message.Message;

/** Conditions, read, printed, read again and tested. */
public final class ConditionFuzz implements FuzzTarget {

  private static final Message MESSAGE =
      Message.of("foo", "x").with("n", 1).with("lastupdate", 5).with("text", "a".repeat(200) + "x");

  @Override
  public String name() {
    return "condition";
  }

  @Override
  public List<String> words() {
    return List.of(
        " AND ",
        " OR ",
        "NOT ",
        "(",
        ")",
        "((",
        "[",
        "]",
        " equals ",
        " matches ",
        " in [",
        " contains ",
        " is true",
        " starts with ",
        " exists",
        " > ",
        "!=",
        "'",
        "\"",
        "{{ foo }}",
        "(.*a)*",
        "[a-z]+",
        "2h",
        "\\",
        "foo",
        "n",
        "text",
        "\n");
  }

  @Override
  public boolean read(byte[] input) {
    Condition condition;
    try {
      condition = Condition.parse(new String(input, StandardCharsets.UTF_8), ZoneOffset.UTC);
    } catch (ConditionSyntaxException e) {
      return false;
    }
    condition.test(MESSAGE);
    Condition again = Condition.parse(condition.toString(), ZoneOffset.UTC);
    if (!condition.equals(again)) {
      throw new AssertionError("reads as " + condition + ", then as " + again);
    }
    return true;
  }
}
