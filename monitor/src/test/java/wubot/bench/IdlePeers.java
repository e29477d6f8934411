// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Agents of Debian, each with a small config like the one it comes with, and nothing to do. */
final class IdlePeers {

  /**
   * One of them.
   *
   * @param does what it is busy with
   */
  record Idle(String name, String does, List<String> command, Map<String, String> environment) {}

  private IdlePeers() {}

  /** All, with their configs in a private directory. */
  static List<Idle> all(Unpacked unpacked, Scratch scratch) throws IOException {
    String in = scratch.path().toString();
    Map<String, String> environment = unpacked.environment();
    String rsyslogd = unpacked.file("usr/sbin/rsyslogd").toString();
    String syslogNg = unpacked.file("usr/sbin/syslog-ng").toString();
    String collectd = unpacked.file("usr/sbin/collectd").toString();
    String monit = unpacked.file("usr/bin/monit").toString();
    String exporter = unpacked.file("usr/bin/prometheus-node-exporter").toString();
    scratch.write(
        "rsyslog.conf",
        """
        global(workDirectory="%s")
        module(load="imuxsock" SysSock.Use="off")
        input(type="imuxsock" Socket="%s/rsyslog.log-socket")
        *.* %s/rsyslog.out
        """
            .formatted(in, in, in));
    scratch.write(
        "syslog-ng.conf",
        """
        @version: 3.38
        options { stats-freq(0); };
        source in { unix-dgram("%s/syslog-ng.log-socket"); internal(); };
        destination out { file("%s/syslog-ng.out"); };
        log { source(in); destination(out); };
        """
            .formatted(in, in));
    scratch.write(
        "collectd.conf",
        """
        BaseDir "%s"
        PIDFile "%s/collectd.pid"
        PluginDir "%s"
        TypesDB "%s"
        Interval 10
        LoadPlugin cpu
        LoadPlugin df
        LoadPlugin load
        LoadPlugin memory
        LoadPlugin csv
        <Plugin csv>
          DataDir "%s/collectd"
        </Plugin>
        """
            .formatted(
                in,
                in,
                unpacked.file("usr/lib/collectd"),
                unpacked.file("usr/share/collectd/types.db"),
                in));
    FootprintBench.ownerOnly(
        scratch.write(
            "monitrc",
            """
            set daemon 60
            set log %s/monit.log
            set pidfile %s/monit.pid
            set idfile %s/monit.id
            set statefile %s/monit.state
            check system localhost
              if loadavg (5min) > 4 then alert
              if memory usage > 90%% then alert
            check filesystem root with path /
              if space usage > 95%% then alert
            """
                .formatted(in, in, in, in)));
    return List.of(
        new Idle(
            "rsyslog " + unpacked.version(rsyslogd, "-v"),
            "a socket, a file",
            List.of(rsyslogd, "-n", "-f", in + "/rsyslog.conf", "-i", in + "/rsyslog.pid"),
            environment),
        new Idle(
            "syslog-ng " + unpacked.version(syslogNg, "--version"),
            "a socket, a file",
            List.of(
                syslogNg,
                "-F",
                "--no-caps",
                "-f",
                in + "/syslog-ng.conf",
                "-R",
                in + "/ng.persist",
                "-p",
                in + "/ng.pid",
                "-c",
                in + "/ng.ctl",
                "--module-path=" + unpacked.file("usr/lib/syslog-ng/3.38")),
            environment),
        new Idle(
            "collectd " + unpacked.version(collectd, "-h").replaceAll("^$", "5"),
            "cpu, load, memory, disks every 10 s to files",
            List.of(collectd, "-f", "-C", in + "/collectd.conf"),
            environment),
        new Idle(
            "monit " + unpacked.version(monit, "-V"),
            "load, memory, a disk every minute",
            List.of(monit, "-I", "-c", in + "/monitrc"),
            environment),
        new Idle(
            "node-exporter " + unpacked.version(exporter, "--version"),
            "nobody asks it",
            List.of(exporter, "--web.listen-address=127.0.0.1:" + Waiting.freePort()),
            environment));
  }
}
