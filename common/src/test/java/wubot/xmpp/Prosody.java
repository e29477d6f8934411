// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's prosody, run privately. Starts in a fraction of a second. */
public final class Prosody extends ServerProcess {

  private Limits limits;

  /** A server for the domain {@code wubot.test}. */
  public Prosody(Limits limits) {
    this(limits, "wubot.test");
  }

  /** A server for {@code wubot.test} whose certificate is made out to another domain. */
  public Prosody(Limits limits, String certificateDomain) {
    super("wubot.test", certificateDomain);
    this.limits = limits;
  }

  @Override
  public void use(Limits other) {
    limits = other;
  }

  @Override
  List<String> command() throws IOException {
    Path file = home().resolve("prosody.cfg.lua");
    Files.writeString(file, config());
    return List.of(program("prosody", "prosody"), "--config", file.toString(), "-F");
  }

  private String config() {
    String throttle =
        switch (limits) {
          case STOCK -> "limits = { c2s = { rate = \"10kb/s\" } }";
          case SMALL_STANZAS ->
              "c2s_stanza_size_limit = 65536; limits = { c2s = { rate = \"1gb/s\" } }";
          case RAISED ->
              "limits = { c2s = { rate = \"1gb/s\" } }; network_settings = { nagle = false }";
        };
    return """
        modules_enabled = { "disco"; "roster"; "saslauth"; "tls"; "blocklist"; "bookmarks";
          "carbons"; "dialback"; "limits"; "pep"; "private"; "smacks"; "vcard4"; "vcard_legacy";
          "csi_simple"; "ping"; "register"; "time"; "uptime"; "version" }
        modules_disabled = { "s2s" }
        data_path = "%s"
        pidfile = "%s/prosody.pid"
        interfaces = { "%s" }
        c2s_ports = { %d }
        c2s_require_encryption = true
        authentication = "internal_hashed"
        log = { info = "*console" }
        %s
        ssl = { certificate = "%s"; key = "%s" }
        VirtualHost "%s"
        Component "rooms.%s" "muc"
          muc_room_locking = false
          modules_enabled = { "muc_mam" }
          muc_log_by_default = true
        """
        .formatted(
            store(), home(), host(), port(), throttle, certificate(), key(), domain(), domain());
  }

  @Override
  public String rooms() {
    return "rooms." + domain();
  }

  @Override
  boolean ready() {
    return true;
  }

  /** Prosody takes a plain password from its store and replaces it by the hash at first use. */
  @Override
  void create(String user, String password) {
    try {
      Path accounts = store().resolve(escape(domain())).resolve("accounts");
      if (Files.exists(accounts.resolve(escape(user) + ".dat"))) {
        return;
      }
      Files.createDirectories(accounts);
      Path file = accounts.resolve(escape(user) + ".dat");
      Files.writeString(file, "return { [\"password\"] = \"" + password + "\" };\n");
      own(store());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < 128 && Character.isLetterOrDigit(c)) {
                escaped.append((char) c);
              } else {
                escaped.append("%%%02x".formatted(c));
              }
            });
    return escaped.toString();
  }
}
