// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Says in a channel what a person should notice. */
public final class Irc implements ReactionType {

  private static final Setting<String> SERVER =
      Setting.text("server").required().describe("The server.").example("irc.example.org");
  private static final Setting<Long> PORT =
      Setting.integer("port", 1, 65535).describe("Its port; 6697 when missing, 6667 without TLS.");
  private static final Setting<Boolean> TLS =
      Setting.flag("tls")
          .byDefault("yes")
          .describe("Whether the connection is encrypted, with the server's certificate verified.");
  private static final Setting<Boolean> PLAINTEXT =
      Setting.flag("plaintext")
          .byDefault("no")
          .describe(
              "Whether `tls: no` will do towards another machine: everything, the password too, can"
                  + " then be read on the way.");
  private static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("PEM file of the authority that signed the server's certificate.");
  private static final Setting<String> NICK =
      Setting.text("nick").byDefault("wubot").describe("The name in the channel.");
  private static final Setting<Secret> PASSWORD =
      Setting.secret("password").describe("The password of the server, where it asks for one.");
  private static final Setting<List<String>> CHANNEL =
      Setting.texts("channel").required().describe("The channels; a `#` is added.").example("ops");
  private static final Setting<String> TEXT =
      Setting.text("text")
          .byDefault("[{{ key }}] {{ subject_text }}")
          .describe("What to say, a template; each line of it at most 400 bytes.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout", Duration.ofSeconds(1), Duration.ofMinutes(5))
          .byDefault("30s")
          .describe("How long the server may take to answer.");

  @Override
  public String name() {
    return "IRC";
  }

  @Override
  public String summary() {
    return "Says in channels what has a subject and is not quiet. While the server is away, messages"
        + " wait in an outbox; one counts as said when the server has confirmed that it has it.";
  }

  @Override
  public Work work() {
    return Work.DELIVERY;
  }

  @Override
  public Settings settings() {
    return Settings.of(
        SERVER, PORT, TLS, PLAINTEXT, CA_FILE, NICK, PASSWORD, CHANNEL, TEXT, TIMEOUT);
  }

  @Override
  public String example() {
    return """
        - name: the channel of the operators
          condition: status in [CRITICAL, WARNING]
          plugin: IRC
          config:
            server: irc.example.org
            nick: wubot
            channel: ops
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    boolean tls = values.get(TLS);
    String server = values.get(SERVER);
    if (!tls && !values.get(PLAINTEXT) && !isHere(server)) {
      throw new IllegalArgumentException(
          "tls: without it everything can be read on the way; say 'plaintext: yes' if that will do");
    }
    IrcConnection connection =
        new IrcConnection(
            new IrcConnection.Account(
                server,
                values.find(PORT).orElse(tls ? 6697L : 6667L).intValue(),
                tls,
                values.findPath(CA_FILE),
                word("nick", values.get(NICK)),
                values.find(PASSWORD)),
            values.get(TIMEOUT));
    List<String> channels =
        values.get(CHANNEL).stream()
            .map(name -> word("channel", name.matches("[#&+!].*") ? name : "#" + name))
            .toList();
    Template text = Template.of(values.get(TEXT), services.clock().getZone());
    return new Reaction() {
      @Override
      public boolean wants(Message message) {
        return Noticed.by("irc", message) && !message.isTrue("irc_quiet");
      }

      @Override
      public void react(Message message) throws InterruptedException {
        if (wants(message)) {
          Message shown = message.copy().with("subject_text", Noticed.subject(message));
          connection.say(channels, text.fill(shown));
        }
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }

  private static boolean isHere(String server) {
    return server.equals("localhost")
        || (server.matches("[0-9.]+|[0-9a-fA-F:]+") && loopback(server));
  }

  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (java.net.UnknownHostException e) {
      return false;
    }
  }

  private static String word(String key, String text) {
    if (text.isEmpty() || text.matches("(?s).*[\\s,\\p{Cntrl}].*") || text.startsWith(":")) {
      throw new IllegalArgumentException(key + ": '" + text + "' is not one word");
    }
    return text;
  }
}
