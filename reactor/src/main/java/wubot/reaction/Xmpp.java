// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;
import wubot.xmpp.Address;
import wubot.xmpp.Password;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppConnection;
import wubot.xmpp.XmppSettings;

/** Sends a chat message, to a person or into a room, for each message that should be noticed. */
public final class Xmpp implements ReactionType {

  private static final Setting<String> ACCOUNT =
      Setting.text("account")
          .required()
          .describe("The account to log in as.")
          .example("wubot@example.org");
  private static final Setting<Secret> PASSWORD =
      Setting.secret("password")
          .required()
          .describe("The account's password; best a reference.")
          .example("${file:secrets/xmpp}");
  private static final Setting<String> HOST =
      Setting.text("host")
          .describe("Name or address of the server; the account's domain when missing.");
  private static final Setting<Long> PORT =
      Setting.integer("port", 1, 65_535).byDefault("5222").describe("The port for clients.");
  private static final Setting<List<String>> TO =
      Setting.texts("to").describe("The persons to write to.").example("ann@example.org");
  private static final Setting<String> ROOM =
      Setting.text("room")
          .describe("The room to write into.")
          .example("ops@conference.example.org");
  private static final Setting<String> NICK =
      Setting.text("nick").byDefault("wubot").describe("The name to go by in the room.");
  private static final Setting<String> BODY =
      Setting.text("body")
          .byDefault("[{{ key }}] {{ subject_text }}")
          .describe(
              "The text, a template. In it `subject_text` is the subject as plain text, whether the"
                  + " message has that field or not.");
  private static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("PEM file of the authority that signed the server's certificate.");
  private static final Setting<String> FINGERPRINT =
      Setting.text("fingerprint")
          .describe("SHA-256 fingerprint of the server's certificate, to trust exactly that one.");
  private static final Setting<Boolean> PLAINTEXT =
      Setting.flag("plaintext")
          .byDefault("no")
          .describe("Whether to do without TLS, towards a server on this machine.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout")
          .byDefault("30s")
          .describe("How long the server may take to confirm that it has the text.");

  @Override
  public String name() {
    return "Xmpp";
  }

  @Override
  public String summary() {
    return "Sends a chat message, to persons or into a room, for each message with a subject that is"
        + " not quiet. Messages wait in an outbox while the server is away.";
  }

  @Override
  public Work work() {
    return Work.DELIVERY;
  }

  @Override
  public Settings settings() {
    return Settings.of(
        ACCOUNT,
        PASSWORD,
        HOST,
        PORT,
        TO,
        ROOM,
        NICK,
        BODY,
        CA_FILE,
        FINGERPRINT,
        PLAINTEXT,
        TIMEOUT);
  }

  @Override
  public String example() {
    return """
        - name: chat with ann
          condition: status equals CRITICAL
          plugin: Xmpp
          config:
            account: wubot@example.org
            password: ${file:secrets/xmpp}
            to: ann@example.org
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    List<Address> persons =
        values.find(TO).orElse(List.of()).stream().map(text -> address(TO, text)).toList();
    Optional<Address> room = values.find(ROOM).map(text -> address(ROOM, text));
    if (persons.isEmpty() == room.isEmpty()) {
      throw new IllegalArgumentException("either 'to' or 'room' has to say where texts go");
    }
    // Two connections of one account need names of their own, the same at every start.
    CRC32 place = new CRC32();
    place.update(values.place().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String resource = "notify-" + services.host() + "-" + Long.toHexString(place.getValue());
    Address account = address(ACCOUNT, values.get(ACCOUNT)).orResource(resource);
    String host = values.find(HOST).orElse(account.domain());
    XmppSettings settings =
        new XmppSettings(
            account,
            new Password(values.get(PASSWORD).reveal()),
            host,
            values.get(PORT).intValue(),
            tls(values, host));
    return new ChatReaction(
        () -> new XmppConnection(settings, new SecureRandom()),
        persons,
        room,
        values.get(NICK),
        Template.of(values.get(BODY), zone),
        values.get(TIMEOUT));
  }

  private static Address address(Setting<?> setting, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting.key() + ": " + e.getMessage(), e);
    }
  }

  private static Tls tls(Values values, String host) {
    Optional<Path> authority = values.findPath(CA_FILE);
    Optional<String> pinned = values.find(FINGERPRINT);
    boolean here = List.of("localhost", "127.0.0.1", "::1").contains(host.toLowerCase(Locale.ROOT));
    if (values.get(PLAINTEXT)) {
      if (!here) {
        throw new IllegalArgumentException("plaintext: only towards a server on this machine");
      }
      return new Tls.Plaintext();
    }
    if (authority.isPresent() && pinned.isPresent()) {
      throw new IllegalArgumentException("either ca_file or fingerprint, not both");
    }
    return pinned
        .<Tls>map(Tls.Pinned::new)
        .or(() -> authority.map(Tls.Authority::new))
        .orElseGet(Tls.Public::new);
  }
}
