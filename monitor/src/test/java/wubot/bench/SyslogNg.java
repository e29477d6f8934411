// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** syslog-ng to syslog-ng: TLS with a reliable disk buffer, which it does not sync. */
final class SyslogNg implements Peer {

  private final Unpacked unpacked;
  private final Scratch scratch;
  private final String tls;
  private final int feedPort = Waiting.freePort();
  private final int relayPort = Waiting.freePort();
  private Program receiver;
  private Program sender;
  private Feed feed;

  SyslogNg(Unpacked unpacked, Scratch scratch, Certificate certificate) throws IOException {
    this.unpacked = unpacked;
    this.scratch = scratch;
    tls =
        "transport(\"tls\") tls(key-file(\"%s\") cert-file(\"%s\") ca-file(\"%s\")"
                .formatted(certificate.key(), certificate.certificate(), certificate.certificate())
            + " peer-verify(required-trusted))";
  }

  @Override
  public String name() {
    return "syslog-ng " + unpacked.version(program(), "--version");
  }

  @Override
  public String settings() {
    return "TLS, no end-to-end ack; disk-buffer(reliable(yes)), not synced; file(fsync(yes))";
  }

  private String program() {
    return unpacked.file("usr/sbin/syslog-ng").toString();
  }

  @Override
  public Path received() {
    return scratch.directory("syslog-ng/received");
  }

  @Override
  public void start() throws IOException {
    receiver =
        daemon(
            "receiver",
            """
            source in { network(ip("127.0.0.1") port(%d) flags(no-parse) log-iw-size(10000) %s); };
            destination out { file("%s/lines" template("$MSG\\n") fsync(yes)); };
            log { source(in); destination(out); flags(flow-control); };
            """
                .formatted(relayPort, tls, received()));
    Waiting.untilAnswers(relayPort, receiver);
    sender =
        daemon(
            "sender",
            """
            source in { network(ip("127.0.0.1") port(%d) flags(no-parse) log-iw-size(10000)); };
            destination out { network("localhost" port(%d) template("$MSG\\n") time-reopen(1) %s
              disk-buffer(reliable(yes) disk-buf-size(4294967296) mem-buf-size(67108864) dir("%s"))); };
            log { source(in); destination(out); flags(flow-control); };
            """
                .formatted(feedPort, relayPort, tls, scratch.directory("syslog-ng/buffer")));
    Waiting.untilAnswers(feedPort, sender);
    feed = new Feed(feedPort);
  }

  private Program daemon(String which, String config) {
    Path file =
        scratch.write(
            "syslog-ng/" + which + ".conf",
            "@version: 3.38\noptions { stats-freq(0); };\n" + config);
    String base = scratch.path().resolve("syslog-ng/" + which).toString();
    return Program.start(
        List.of(
            program(),
            "-F",
            "--no-caps",
            "-f",
            file.toString(),
            "-R",
            base + ".persist",
            "-p",
            base + ".pid",
            "-c",
            base + ".ctl",
            "--module-path=" + unpacked.file("usr/lib/syslog-ng/3.38")),
        unpacked.environment(),
        scratch.path().resolve("syslog-ng-" + which + ".log"));
  }

  @Override
  public void feed(List<String> lines) throws IOException {
    feed.send("", lines);
  }

  @Override
  public void killReceiver() {
    receiver.killAndRestart();
  }

  @Override
  public void close() {
    Programs.close(feed, sender, receiver);
  }
}
