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
    Stream<ReferencePage> plugins =
        Stream.concat(
                ServiceLoader.load(CheckType.class).stream(),
                ServiceLoader.load(ServiceType.class).stream())
            .map(provider -> page((PluginType) provider.get()));
    List<ReferencePage> pages = Stream.concat(plugins, Stream.of(everyInstance())).toList();
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
        "Every instance also has [these keys](every-instance.md), and every message the standard"
            + " fields. How it is run: [the monitor](../../monitor.md).");
  }

  private static ReferencePage everyInstance() {
    return new ReferencePage(
        "every-instance",
        "The keys that every instance understands, whatever its plugin, and the fields that every"
            + " message has.",
        "`config/plugins/Command/backup.yaml`",
        """
        delay: 1h
        timeout: 5m
        rand: 2m
        command: /usr/local/bin/check-backup
        react:
          - name: only trouble is worth a message
            condition: exit_status = 0
            last_rule: true
        """,
        CommonKeys.ALL,
        "Fields of every message",
        List.of(
            "plugin: the plugin",
            "key: plugin and instance, as `Command-backup`; states and statuses are kept by it",
            "hostname: short name of the host that made the message",
            "lastupdate: when it was made, in seconds since 1970; survives every hop",
            "config.KEY: what the config says under that key, except secrets, react and role",
            "member, planned: of checks with role: who ran it, and for when, in seconds since 1970",
            "subject: what a person should notice; absent when there is nothing to notice",
            "status, errmsg, color: on the message that a check fails (CRITICAL, red), and on the one"
                + " that it works again (OK, green)"),
        "");
  }
}
