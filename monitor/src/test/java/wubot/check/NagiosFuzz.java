// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import wubot.fuzz.FuzzTarget;

/** What programs print that call themselves Nagios plugins. */
public final class NagiosFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "nagios";
  }

  @Override
  public List<String> words() {
    return List.of(
        "|",
        "\n",
        "'",
        "''",
        "=",
        ";",
        ";;;;",
        "U",
        "%",
        "ms",
        "1e999",
        "-1.5",
        "@10:20",
        "~:",
        "label=",
        "'a b'=1;2;3;4;5",
        " ",
        "\t",
        "KB");
  }

  @Override
  public boolean read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    ProgramRun.Result result = new ProgramRun.Result(text, input.length % 5, false);
    return !NagiosReport.of(result, "check_fuzz").data().isEmpty();
  }
}
