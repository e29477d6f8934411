// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** rsyslog to rsyslog: RELP over TLS, disk queues that are synced for every message. */
final class Rsyslog implements Peer {

  private static final String SYNCED =
      "queue.type=\"disk\" queue.syncqueuefiles=\"on\" queue.checkpointinterval=\"1\""
          + " queue.maxdiskspace=\"8g\"";

  private final Unpacked unpacked;
  private final Scratch scratch;
  private final String tls;
  private final int feedPort = Waiting.freePort();
  private final int relayPort = Waiting.freePort();
  private Program receiver;
  private Program sender;
  private Feed feed;

  Rsyslog(Unpacked unpacked, Scratch scratch, Certificate certificate) throws IOException {
    this.unpacked = unpacked;
    this.scratch = scratch;
    tls =
        "tls=\"on\" tls.authmode=\"certvalid\" tls.permittedpeer=\"localhost\" tls.mycert=\"%s\""
                .formatted(certificate.certificate())
            + " tls.myprivkey=\"%s\" tls.cacert=\"%s\""
                .formatted(certificate.key(), certificate.certificate());
  }

  @Override
  public String name() {
    return "rsyslog " + unpacked.version(program(), "-v");
  }

  @Override
  public String settings() {
    return "RELP, TLS; queue.type=disk syncqueuefiles=on checkpointInterval=1 at both ends";
  }

  private String program() {
    return unpacked.file("usr/sbin/rsyslogd").toString();
  }

  @Override
  public Path received() {
    return scratch.directory("rsyslog/received");
  }

  @Override
  public void start() throws IOException {
    receiver =
        daemon(
            "receiver",
            """
            global(workDirectory="%s" maxMessageSize="8k")
            module(load="imrelp" tls.tlslib="openssl")
            main_queue(queue.filename="main" %s)
            template(name="line" type="string" string="%%msg%%\\n")
            input(type="imrelp" address="127.0.0.1" port="%d" maxdatasize="8k" %s)
            action(type="omfile" file="%s/lines" template="line")
            """
                .formatted(
                    scratch.directory("rsyslog/receiver"), SYNCED, relayPort, tls, received()));
    Waiting.untilAnswers(relayPort, receiver);
    sender =
        daemon(
            "sender",
            """
            global(workDirectory="%s" maxMessageSize="8k")
            module(load="imptcp")
            module(load="omrelp" tls.tlslib="openssl")
            main_queue(queue.type="direct")
            template(name="wire" type="string" string="<%%PRI%%>%%TIMESTAMP:::date-rfc3339%% joe wubot %%msg%%")
            input(type="imptcp" address="127.0.0.1" port="%d")
            action(type="omrelp" target="127.0.0.1" port="%d" template="wire" %s
              action.resumeretrycount="-1" action.resumeinterval="1" queue.filename="forward" %s)
            """
                .formatted(scratch.directory("rsyslog/sender"), feedPort, relayPort, tls, SYNCED));
    Waiting.untilAnswers(feedPort, sender);
    feed = new Feed(feedPort);
  }

  private Program daemon(String which, String config) {
    Path file = scratch.write("rsyslog/" + which + ".conf", config);
    Path pid = scratch.path().resolve("rsyslog/" + which + ".pid");
    return Program.start(
        // Its pid file may still be there after a kill; it then takes the process for alive.
        List.of(
            "sh",
            "-c",
            "rm -f \"$3\"; exec \"$1\" -n -f \"$2\" -i \"$3\"",
            "sh",
            program(),
            file.toString(),
            pid.toString()),
        unpacked.environment(),
        scratch.path().resolve("rsyslog-" + which + ".log"));
  }

  @Override
  public void feed(List<String> lines) throws IOException {
    feed.send("<14>Nov 21 07:00:00 joe wubot: ", lines);
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
