// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import wubot.message.Message;
import wubot.rule.Template;

/** A template filled in. */
@State(Scope.Thread)
public class TemplateBench {

  /** The template. */
  @Param({
    "{{ key }}: {{ percent }} % of {{ mount }} on {{ hostname }}",
    "{{ text | upper }}",
    "at {{ lastupdate | date }}"
  })
  public String text;

  private Template template;
  private Message message;

  /** Reads it. */
  @Setup(Level.Trial)
  public void read() {
    template = Template.of(text);
    message = Workload.tree().messages().get(0);
  }

  /** Once. */
  @Benchmark
  public String fill() {
    return template.fill(message);
  }
}
