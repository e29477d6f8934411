// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.monitor.CheckServices;
import wubot.monitor.Monitor;
import wubot.monitor.Service;
import wubot.monitor.ServiceServices;
import wubot.monitor.ServiceType;
import wubot.xmpp.Address;
import wubot.xmpp.XmppSettings;

/** The plugin XMPP: forwards a queue to other hosts and receives what they forward. */
public final class RelayType implements ServiceType {

  static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .describe(
              "The queue to forward; needed with user. Not the main queue where a reactor runs.")
          .example("forward");
  static final Setting<List<String>> USER =
      Setting.texts("user")
          .describe(
              "The account of the wubot to forward to, or a list; with a resource if it logs in"
                  + " under another than wubot.")
          .example("wubot-reactor@example.org");
  static final Setting<List<String>> ALLOW =
      Setting.texts("allow")
          .describe(
              "Whose messages are taken, besides those of user; * stands for any characters. Others"
                  + " are dropped and counted.")
          .example("wubot-*@example.org");
  static final Setting<String> RESOURCE =
      Setting.text("resource")
          .byDefault("wubot")
          .describe(
              "The name of this connection where the account does not have one after a slash.");
  static final Setting<Long> BATCH_SIZE =
      Setting.integer("batch_size", 2_000, 1_000_000)
          .byDefault("32000")
          .describe("Bytes of one stanza at most; adapts downwards when a server refuses.");
  static final Setting<Long> MESSAGE_LIMIT =
      Setting.integer("message_limit", 2_000, 1_000_000)
          .byDefault("200000")
          .describe(
              "Bytes of a stanza with a single message at most; larger messages are set aside in"
                  + " queue/too-large. Servers allow 256 kB as shipped.");
  static final Setting<String> LINK =
      Setting.text("link")
          .byDefault("")
          .describe(
              "A word that makes the receivers count this queue as a new one; needed only after the"
                  + " queue was restored from an older copy.");

  private static final Duration LEAST_DELAY = Duration.ofSeconds(1);
  private static final Duration MOST_DELAY = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "XMPP";
  }

  @Override
  public Duration defaultDelay() {
    return Duration.ofSeconds(5);
  }

  @Override
  public String summary() {
    return "Forwards a queue to the wubots of other hosts over an XMPP server, and takes what they"
        + " forward to the main queue: everything once and in order, held back while the other side"
        + " is away.";
  }

  @Override
  public Settings settings() {
    return Settings.of(
        LoginKeys.ACCOUNT,
        LoginKeys.PASSWORD,
        LoginKeys.HOST,
        LoginKeys.PORT,
        DIRECTORY,
        USER,
        ALLOW,
        RESOURCE,
        LoginKeys.CA_FILE,
        LoginKeys.FINGERPRINT,
        LoginKeys.PLAINTEXT,
        BATCH_SIZE,
        MESSAGE_LIMIT,
        LINK);
  }

  @Override
  public String example() {
    return """
        ---
        account: wubot-joe@example.org
        password: ${file:secrets/xmpp}
        host: 192.168.1.2
        directory: reactor
        user: wubot-reactor@example.org
        delay: 5s
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "subject: what has happened to the connection or to a peer",
        "status: CRITICAL when it went, OK when it came back",
        "coalesce: XMPP",
        "noforward: true");
  }

  @Override
  public Service create(Values values, ServiceServices services) {
    return new Relay(config(values, services.delay()), services, new SecureRandom());
  }

  /** Nothing wrong with one queue for both, but whoever set it up should know what it means. */
  @Override
  public void judge(Values values, CheckServices services, Problems problems) {
    Path mainQueue = Monitor.mainQueue(services.home());
    boolean forwards = !values.find(USER).orElse(List.of()).isEmpty();
    if (forwards && values.findPath(DIRECTORY).filter(mainQueue::equals).isPresent()) {
      problems.add(
          Diagnostic.note(
              values.place(),
              "this host both receives into and forwards one queue, "
                  + mainQueue.getFileName()
                  + "; what arrives is not sent back where it came from",
              "right where no reactor runs; with a reactor here, forward a queue of its own"));
    }
  }

  /** What an instance is told to do, for those who examine it; see {@link #create}. */
  public static RelayConfig configOf(Values values, Duration delay) {
    return config(values, delay);
  }

  static RelayConfig config(Values values, Duration delay) {
    List<Address> targets = new ArrayList<>();
    for (String user : values.find(USER).orElse(List.of())) {
      targets.add(LoginKeys.address(USER, user).orResource(XmppSettings.DEFAULT_RESOURCE));
    }
    Optional<Path> directory = values.findPath(DIRECTORY);
    if (!targets.isEmpty() && directory.isEmpty()) {
      throw new IllegalArgumentException("user says whom to forward to, but directory is missing");
    }
    List<String> allow = new ArrayList<>(values.find(ALLOW).orElse(List.of()));
    targets.forEach(t -> allow.add(t.bare().toString()));
    if (allow.isEmpty()) {
      throw new IllegalArgumentException(
          "neither user nor allow is set: there is nobody to send to or to receive from");
    }
    String link = values.get(LINK);
    if (!link.matches("[a-z0-9-]{0,40}")) {
      throw new IllegalArgumentException("link may have small letters, digits and dashes only");
    }
    return new RelayConfig(
        LoginKeys.connection(values, values.get(RESOURCE)),
        directory,
        List.copyOf(targets),
        List.copyOf(allow),
        values.get(BATCH_SIZE).intValue(),
        values.get(MESSAGE_LIMIT).intValue(),
        link,
        delay.compareTo(LEAST_DELAY) < 0
            ? LEAST_DELAY
            : delay.compareTo(MOST_DELAY) > 0 ? MOST_DELAY : delay);
  }
}
