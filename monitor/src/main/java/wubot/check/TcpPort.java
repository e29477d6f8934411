// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.monitor.Check;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/** Whether a service answers on its TCP port, with or without TLS. */
public final class TcpPort implements CheckType {

  static final Setting<String> HOST =
      Setting.text("host")
          .byDefault("localhost")
          .describe("Name or address to connect to.")
          .example("mail.example.org");

  static final Setting<List<String>> PORT =
      Setting.texts("port")
          .required()
          .describe("The port, or a list of ports; each makes a message of its own.")
          .example("[25, 587]");

  static final Setting<Duration> WAIT =
      Setting.duration("wait")
          .byDefault("5s")
          .describe("How long connecting, TLS and the answer may take together, for each port.");

  static final Setting<Boolean> TLS =
      Setting.flag("tls")
          .byDefault("false")
          .describe("Whether to speak TLS from the start, and to watch the certificate.");

  static final Setting<Boolean> IGNORE_CERT =
      Setting.flag("ignore_cert_errors")
          .byDefault("false")
          .describe("Whether a certificate of an unknown authority or for another name is fine.");

  static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("Certificates, in PEM form, of the authorities to trust instead of Java's.")
          .example("config/our-ca.pem");

  static final Setting<String> SEND =
      Setting.text("send")
          .describe("Text to send once connected; write line ends as \\r\\n in double quotes.")
          .example("\"QUIT\\r\\n\"");

  static final Setting<String> EXPECT =
      Setting.pattern("expect")
          .describe("A regular expression to be found in what the service sends, in time.")
          .example("'^220 '");

  static final Setting<Double> WARNING_TIME =
      Setting.number("warning_ms", 0, 1e6)
          .describe("A longer time until the answer than this, in milliseconds, is a WARNING.")
          .example("500");

  static final Setting<Double> CRITICAL_TIME =
      Setting.number("critical_ms", 0, 1e6)
          .describe("A longer time until the answer than this, in milliseconds, is CRITICAL.")
          .example("2000");

  @Override
  public String name() {
    return "TcpPort";
  }

  @Override
  public String summary() {
    return "Connects to TCP ports and reports whether and how fast they answer. Can speak TLS and"
        + " watch how long the certificate is still valid, send a text, and wait for one.";
  }

  @Override
  public Settings settings() {
    return Settings.of(
        HOST,
        PORT,
        WAIT,
        TLS,
        IGNORE_CERT,
        CA_FILE,
        Expiry.WARNING,
        Expiry.CRITICAL,
        SEND,
        EXPECT,
        WARNING_TIME,
        CRITICAL_TIME,
        Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        host: localhost
        port: [22, 25]
        delay: 1m
        wait: 5s
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "host: the host, as configured",
        "port: the port",
        "response_ms: milliseconds until connected, or until the expected text was there",
        "answer: the first line that the service sent, with expect",
        "cert_days: days that the certificate is still valid, with tls",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    return new PortCheck(values, services, ports(values.get(PORT)));
  }

  private static List<Integer> ports(List<String> texts) {
    List<Integer> ports = new ArrayList<>();
    for (String text : texts) {
      double port = FieldValue.number(text).orElse(-1);
      if (port < 1 || port > 65_535 || port != Math.rint(port)) {
        throw new IllegalArgumentException(
            "port: '" + text + "' is none; ports are whole numbers from 1 to 65535");
      }
      ports.add((int) port);
    }
    if (ports.isEmpty()) {
      throw new IllegalArgumentException("port: the list is empty");
    }
    return ports;
  }
}
