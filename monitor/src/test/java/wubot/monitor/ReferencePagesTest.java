// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wubot.config.ReferencePage;
import wubot.config.ReferencePages;

/** The pages in docs/reference/checks say what the plugins declare. */
class ReferencePagesTest {

  @Test
  void sayWhatThePluginsDeclare() {
    List<ReferencePage> pages =
        Stream.concat(
                ServiceLoader.load(CheckType.class).stream(),
                ServiceLoader.load(ServiceType.class).stream())
            .map(provider -> page((PluginType) provider.get()))
            .toList();
    ReferencePages.hold("checks", "Checks and services of the monitor", pages);
  }

  private static ReferencePage page(PluginType type) {
    return new ReferencePage(
        type.name(),
        type.summary(),
        "`config/plugins/" + type.name() + "/NAME.yaml`",
        type.example(),
        type.settings(),
        "Fields of its messages",
        type.fields(),
        "Every instance also has the keys `delay`, `timeout`, `rand`, `enabled` and `react`, and"
            + " every message the standard fields: see [the monitor](../../monitor.md).");
  }
}
