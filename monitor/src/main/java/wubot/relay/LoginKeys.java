// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Values;
import wubot.xmpp.Address;
import wubot.xmpp.Password;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppSettings;

/** The keys by which plugins of the monitor log in to an XMPP server. */
public final class LoginKeys {

  /** Who logs in. */
  public static final Setting<String> ACCOUNT =
      Setting.text("account")
          .required()
          .describe("The account to log in as. Each relay needs one of its own.")
          .example("wubot-joe@example.org");

  /** By which it does. */
  public static final Setting<Secret> PASSWORD =
      Setting.secret("password")
          .required()
          .describe("The account's password; best a reference such as ${file:secrets/xmpp}.")
          .example("${file:secrets/xmpp}");

  /** Where the server is. */
  public static final Setting<String> HOST =
      Setting.text("host")
          .describe(
              "Name or address of the XMPP server; the account's domain when missing. The"
                  + " certificate is always held against the account's domain.")
          .example("192.168.1.2");

  /** On which port. */
  public static final Setting<Long> PORT =
      Setting.integer("port", 1, 65_535).byDefault("5222").describe("The port for clients.");

  /** Whom to trust. */
  public static final Setting<Path> CA_FILE =
      Setting.path("ca_file")
          .describe("PEM file of the authority that signed the server's certificate.")
          .example("config/xmpp-ca.pem");

  /** Which certificate to trust. */
  public static final Setting<String> FINGERPRINT =
      Setting.text("fingerprint")
          .describe("SHA-256 fingerprint of the server's certificate, to trust exactly that one.")
          .example("2f0a…");

  /** Whether to do without TLS. */
  public static final Setting<String> PLAINTEXT =
      Setting.text("plaintext")
          .byDefault("no")
          .describe(
              "'yes' turns TLS off towards a server on this machine; towards any other it has to be"
                  + " 'yes, on this trusted network'.");

  private LoginKeys() {}

  /**
   * What they say together.
   *
   * @param resource of the connection, where the account does not name one
   * @throws IllegalArgumentException when they do not go together
   */
  public static XmppSettings connection(Values values, String resource) {
    Address account = address(ACCOUNT, values.get(ACCOUNT)).orResource(resource);
    String host = values.find(HOST).orElse(account.domain());
    return new XmppSettings(
        account,
        new Password(values.get(PASSWORD).reveal()),
        host,
        values.get(PORT).intValue(),
        tls(values, host));
  }

  /**
   * The address in a setting.
   *
   * @throws IllegalArgumentException when it is none, with the key
   */
  public static Address address(Setting<?> setting, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting.key() + ": " + e.getMessage(), e);
    }
  }

  private static Tls tls(Values values, String host) {
    Optional<Path> authority = values.findPath(CA_FILE);
    Optional<String> pinned = values.find(FINGERPRINT);
    String plain = values.get(PLAINTEXT).strip().toLowerCase(Locale.ROOT);
    if (!List.of("no", "false", "off", "").contains(plain)) {
      boolean loopback =
          host.equals("localhost") || host.equals("::1") || host.matches("127\\.[0-9.]+");
      if (!plain.equals("yes, on this trusted network")
          && !(loopback && List.of("yes", "true", "on").contains(plain))) {
        throw new IllegalArgumentException(
            "plaintext: messages would travel readable for everybody; if that is meant, write"
                + " 'yes, on this trusted network'");
      }
      if (authority.isPresent() || pinned.isPresent()) {
        throw new IllegalArgumentException(
            "plaintext turns off TLS, so ca_file and fingerprint cannot be obeyed");
      }
      return new Tls.Plaintext();
    }
    if (authority.isPresent() && pinned.isPresent()) {
      throw new IllegalArgumentException("either ca_file or fingerprint, not both");
    }
    try {
      return pinned
          .<Tls>map(Tls.Pinned::new)
          .or(() -> authority.map(Tls.Authority::new))
          .orElseGet(Tls.Public::new);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("fingerprint: " + e.getMessage(), e);
    }
  }
}
