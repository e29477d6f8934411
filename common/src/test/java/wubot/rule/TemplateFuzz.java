// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import wubot.config.ConfigException;
import wubot.fuzz.FuzzTarget;
import wubot.message.Message;

/** Templates, read and filled. */
public final class TemplateFuzz implements FuzzTarget {

  private static final Message MESSAGE =
      Message.of("foo", "<x> & \"y\"")
          .with("n", -1.5)
          .with("lastupdate", 5)
          .with("list", List.of(1));

  @Override
  public String name() {
    return "template";
  }

  @Override
  public List<String> words() {
    return List.of(
        "{{ ",
        " }}",
        "{$",
        "}",
        " | ",
        "upper",
        "date(\"yyyy\")",
        "default(\"",
        "\")",
        "foo",
        "n",
        "lastupdate",
        "round",
        "truncate(9999999999)",
        "{{{",
        "'",
        "replace(\"(a*)*\", \"\")");
  }

  @Override
  public boolean read(byte[] input) {
    Template template;
    try {
      template = Template.of(new String(input, StandardCharsets.UTF_8), ZoneOffset.UTC);
    } catch (ConfigException | IllegalArgumentException e) {
      return false;
    }
    template.fill(MESSAGE);
    template.fill(Message.empty());
    return true;
  }
}
