// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wubot.fuzz.FuzzTarget;

/** Config files. */
public final class YamlFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "yaml";
  }

  @Override
  public List<String> words() {
    return List.of(
        "\n",
        "  ",
        "- ",
        ": ",
        "? ",
        "&a ",
        "*a",
        "<<: *a",
        "!!java.net.URL ",
        "!!binary ",
        "|\n",
        ">-\n",
        "[",
        "]",
        "{",
        "}",
        "[[",
        "{{",
        "'",
        "\"",
        "#",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "\t",
        "${file:",
        "rules:\n",
        "plugin: ",
        "\u2028",
        "\uFEFF",
        "\0",
        "1e999999999",
        "0x",
        "~");
  }

  @Override
  public boolean read(byte[] input) {
    Problems problems = new Problems();
    String text = new String(input, StandardCharsets.UTF_8);
    var node = Yaml.parse(text, "fuzz.yaml", problems);
    for (Diagnostic diagnostic : problems.all()) {
      if (diagnostic.toString().isBlank()) {
        throw new AssertionError("a problem without words");
      }
    }
    return node.isPresent() && !problems.hasErrors();
  }
}
