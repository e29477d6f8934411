// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import wubot.relay.RelayConfig;
import wubot.xmpp.Address;
import wubot.xmpp.ConnectionState;
import wubot.xmpp.LoginFacts;
import wubot.xmpp.Payload;
import wubot.xmpp.XmppConnection;
import wubot.xmpp.XmppFailure;
import wubot.xmpp.XmppSettings;

/**
 * Looks at one relay: the way to its server, the login, what the server allows, and the peers.
 *
 * <p>It logs in under a resource of its own, so that a running monitor keeps its connection.
 */
final class RelayExam {

  private static final Duration LOGIN = Duration.ofSeconds(45);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration SOON = Duration.ofDays(14);

  private final String area;
  private final RelayConfig config;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  RelayExam(String key, RelayConfig config, Clock clock) {
    this.area = key;
    this.config = config;
    this.clock = clock;
  }

  List<Finding> look() throws InterruptedException {
    if (!resolves()) {
      return findings;
    }
    String resource = "doctor-" + Integer.toHexString(RandomGenerator.getDefault().nextInt());
    XmppSettings settings = config.connection().withResource(resource);
    CompletableFuture<ConnectionState> first = new CompletableFuture<>();
    try (XmppConnection connection = new XmppConnection(settings, RandomGenerator.getDefault())) {
      connection.onState(
          state -> {
            if (!(state instanceof ConnectionState.Connecting)) {
              first.complete(state);
            }
          });
      connection.onRequest(request -> request.answer(new Payload(Map.of("do", "echo"), "")));
      connection.start();
      if (await(first) instanceof ConnectionState.Waiting waiting) {
        findings.add(Finding.error(area, waiting.reason(), "mend that, then wubot doctor again"));
      } else if (connection.state().online()) {
        examine(connection);
      }
    } catch (XmppFailure e) {
      findings.add(
          Finding.error(
              area, "the connection ended: " + e.getMessage(), "look at the server's log"));
    }
    return findings;
  }

  private boolean resolves() {
    String host = config.connection().host();
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      return addresses.length > 0;
    } catch (UnknownHostException e) {
      findings.add(
          Finding.error(
              area,
              "the name " + host + " is not known",
              "mend 'host' of " + area + ", or the name service: getent hosts " + host));
      return false;
    }
  }

  private ConnectionState await(CompletableFuture<ConnectionState> first)
      throws InterruptedException {
    try {
      return first.get(LOGIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      findings.add(
          Finding.error(
              area,
              "no login within " + LOGIN.toSeconds() + " s",
              "look at the server's log, and for a firewall between"));
      return new ConnectionState.Closed();
    }
  }

  private void examine(XmppConnection connection) throws InterruptedException {
    LoginFacts facts = connection.facts();
    String server = config.connection().host() + ":" + config.connection().port();
    findings.add(
        Finding.ok(area, "logs in at " + server + " as " + config.connection().account().bare()));
    protection(facts);
    if (facts.streamManagement()) {
      findings.add(Finding.ok(area, "stream management is on"));
    } else {
      findings.add(
          Finding.warning(
              area,
              "the server has no stream management: dead connections are noticed late",
              "switch on mod_stream_mgmt (ejabberd) or smacks (prosody)"));
    }
    findings.add(ClockExam.beside(server, connection.inquire("time", "urn:xmpp:time"), clock));
    ServerLimits limits = new ServerLimits(area, connection, config);
    findings.addAll(limits.look());
    for (Address peer : config.targets()) {
      peer(connection, peer);
    }
  }

  private void protection(LoginFacts facts) {
    if (facts.tls().isEmpty()) {
      findings.add(
          Finding.warning(
              area,
              "no TLS: everything can be read on the way",
              "take 'plaintext' out of the file, unless the way is safe"));
    } else {
      findings.add(Finding.ok(area, "protected by " + facts.tls().get() + ", certificate trusted"));
    }
    facts
        .certificateUntil()
        .filter(until -> until.isBefore(clock.instant().plus(SOON)))
        .ifPresent(
            until ->
                findings.add(
                    Finding.warning(
                        area,
                        "the server's certificate ends at " + until,
                        "renew it on the server")));
    findings.add(
        facts.mechanism().startsWith("SCRAM")
            ? Finding.ok(area, "the password is proved by " + facts.mechanism() + ", not sent")
            : Finding.warning(
                area,
                "the password is sent as it is (" + facts.mechanism() + ")",
                "let the server offer SCRAM"));
  }

  private void peer(XmppConnection connection, Address peer) throws InterruptedException {
    Payload hello = new Payload(Map.of("do", "hello", "v", "1", "link", "doctor"), "");
    try {
      Payload answer =
          connection.request(peer, hello, ANSWER).get(ANSWER.toSeconds() + 5, TimeUnit.SECONDS);
      String version =
          Optional.of(answer.get("wubot")).filter(v -> !v.isEmpty()).orElse("of an older version");
      findings.add(
          Finding.ok(
              area,
              "the peer "
                  + peer
                  + " is there: wubot "
                  + version
                  + " on host "
                  + answer.get("host")));
    } catch (ExecutionException e) {
      findings.add(
          Finding.warning(
              area,
              "the peer " + peer + " does not answer: " + e.getCause().getMessage(),
              "start wubot monitor there, and let its 'allow' have "
                  + config.connection().account().bare()));
    } catch (TimeoutException e) {
      findings.add(
          Finding.warning(
              area,
              "the peer " + peer + " does not answer in " + ANSWER.toSeconds() + " s",
              "look at wubot status there"));
    }
  }
}
