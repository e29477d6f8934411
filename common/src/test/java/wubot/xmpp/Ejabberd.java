// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import wubot.FreePort;

/** Debian's ejabberd, run privately, with no Erlang distribution and so no epmd. */
public final class Ejabberd extends ServerProcess {

  private static final Path CONTROL = Path.of("/usr/sbin/ejabberdctl");

  private Limits limits;
  private final int apiPort = FreePort.any();
  private final HttpClient client = HttpClient.newHttpClient();

  /** A server for the domain {@code wubot.test}. */
  public Ejabberd(Limits limits) {
    super("wubot.test", "wubot.test");
    this.limits = limits;
  }

  @Override
  public void use(Limits other) {
    limits = other;
  }

  @Override
  List<String> command() throws IOException {
    if (!Files.exists(CONTROL)) {
      throw new IllegalStateException(
          "ejabberd is not installed and these tests need it: apt-get install ejabberd");
    }
    Path file = home().resolve("ejabberd.yml");
    Path pem = home().resolve("ejabberd.pem");
    Files.writeString(pem, Files.readString(key()) + Files.readString(certificate()));
    Files.writeString(file, config(pem));
    return List.of(
        program("erl", "ejabberd"),
        "+S",
        "2:2",
        "+P",
        "250000",
        "-mnesia",
        "dir",
        "\"" + store() + "\"",
        "-ejabberd",
        "log_rotate_count",
        "0",
        "-noinput",
        "-s",
        "ejabberd");
  }

  @Override
  Map<String, String> environment() {
    return Map.of(
        "EJABBERD_CONFIG_PATH", home().resolve("ejabberd.yml").toString(),
        "EJABBERD_LOG_PATH", home().resolve("ejabberd.log").toString(),
        "ERL_CRASH_DUMP", home().resolve("crash.dump").toString(),
        "ERL_LIBS", libraries());
  }

  private static String libraries() {
    try {
      return Files.readAllLines(CONTROL).stream()
          .filter(l -> l.startsWith("ERL_LIBS="))
          .map(l -> l.substring("ERL_LIBS=".length()).replace("'", "").replace("\"", ""))
          .findFirst()
          .orElse("/usr/lib");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String config(Path pem) {
    int stanza =
        switch (limits) {
          case STOCK -> 262_144;
          case RAISED -> 4_194_304;
          case SMALL_STANZAS -> 65_536;
        };
    String shaper = limits == Limits.STOCK ? "normal" : "none";
    return """
        loglevel: info
        hosts: ["%s"]
        certfiles: ["%s"]
        listen:
          - port: %d
            ip: "%s"
            module: ejabberd_c2s
            max_stanza_size: %d
            shaper: c2s_shaper
            access: c2s
            starttls_required: true
            protocol_options: [no_sslv3, no_tlsv1, no_tlsv1_1, cipher_server_preference, no_compression]
          - port: %d
            ip: "127.0.0.1"
            module: ejabberd_http
            request_handlers: {/api: mod_http_api}
        disable_sasl_mechanisms: [digest-md5, X-OAUTH2]
        auth_method: internal
        auth_password_format: scram
        acl:
          local: {user_regexp: ""}
          loopback: {ip: [127.0.0.0/8]}
        access_rules:
          local: {allow: local}
          c2s: {allow: all}
          muc_create: {allow: local}
        api_permissions:
          tests:
            who: {access: {allow: {acl: loopback}}}
            what: "*"
        shaper:
          normal: {rate: 3000, burst_size: 20000}
        shaper_rules:
          max_user_sessions: 10
          max_user_offline_messages: {100: all}
          c2s_shaper: {%s: all}
        modules:
          mod_admin_extra: {}
          mod_caps: {}
          mod_carboncopy: {}
          mod_client_state: {}
          mod_disco: {}
          mod_fail2ban: {}
          mod_http_api: {}
          mod_last: {}
          mod_muc: {access_create: muc_create}
          mod_offline: {access_max_user_messages: max_user_offline_messages}
          mod_ping: {}
          mod_pres_counter: {count: 5, interval: 60}
          mod_privacy: {}
          mod_private: {}
          mod_roster: {versioning: true}
          mod_stream_mgmt: {resend_on_timeout: if_offline}
          mod_version: {}
        """
        .formatted(domain(), pem, port(), host(), stanza, apiPort, shaper);
  }

  @Override
  public String rooms() {
    return "conference." + domain();
  }

  @Override
  boolean ready() {
    return call("status", "{}") == 200;
  }

  @Override
  void create(String user, String password) {
    int status =
        call(
            "register",
            "{\"user\":\"%s\",\"host\":\"%s\",\"password\":\"%s\"}"
                .formatted(user, domain(), password));
    if (status != 200 && status != 409) {
      throw new IllegalStateException("ejabberd did not register " + user + ": HTTP " + status);
    }
  }

  private int call(String command, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/" + command))
            .timeout(Duration.ofSeconds(10))
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
