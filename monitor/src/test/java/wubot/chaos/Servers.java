// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.List;
import wubot.xmpp.Address;
import wubot.xmpp.Password;
import wubot.xmpp.ServerProcess;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppConnection;
import wubot.xmpp.XmppServer.Limits;
import wubot.xmpp.XmppServer.Store;
import wubot.xmpp.XmppSettings;

/** Faults of the XMPP server and its accounts. */
final class Servers {

  private Servers() {}

  static List<Fault> faults() {
    return List.of(
        Fault.of("server-kept", scene -> restart(scene, Store.KEPT)),
        Fault.of("server-lost", scene -> restart(scene, Store.LOST)),
        Fault.of("conflict", Servers::conflict),
        Fault.of("stock", scene -> limited(scene, Limits.STOCK)),
        Fault.of("small-stanzas", scene -> limited(scene, Limits.SMALL_STANZAS)),
        new Fault("backlog", false, Fault.Part.NONE, Servers::backlog));
  }

  private static boolean restart(Scene scene, Store store) {
    scene.moment(500);
    scene.network().server().stop();
    scene.hold(1, 30);
    scene.network().server().restart(store);
    return true;
  }

  /** Somebody else logs in with the account and the resource of a host, and does not give in. */
  private static boolean conflict(Scene scene) {
    Host host = scene.any(scene.network().hosts());
    ServerProcess server = scene.network().server();
    XmppSettings settings =
        new XmppSettings(
            Address.parse(host.name() + "@" + server.domain()),
            new Password("secret-" + host.name()),
            server.host(),
            server.port(),
            new Tls.Authority(server.authority()));
    try (XmppConnection rival = new XmppConnection(settings, scene.random())) {
      rival.start();
      boolean happened = Shell.await(10_000, () -> rival.state().online());
      scene.hold(2, 30);
      return happened;
    }
  }

  /** The server as Debian ships it, and a receiver that is away for a while: bounces. */
  private static boolean limited(Scene scene, Limits limits) {
    ServerProcess server = scene.network().server();
    server.use(limits);
    scene.network().feed(limits == Limits.STOCK ? 3 : 60);
    server.restart(Store.KEPT);
    Daemon receiver = scene.network().host(Network.RECEIVER).monitor();
    scene.hold(2, 40);
    scene.kill(receiver);
    scene.hold(2, 20);
    receiver.start();
    scene.hold(1, 20);
    server.use(Limits.RAISED);
    server.restart(Store.KEPT);
    scene.network().feed();
    return true;
  }

  /** What a day brings, all at once, after a day without a server. */
  private static boolean backlog(Scene scene) {
    Network network = scene.network();
    scene.killServer();
    network.feed(1_000_000);
    long each = scene.backlog() / Network.SENDERS.size();
    boolean grown =
        Shell.await(
            900_000,
            () -> Network.SENDERS.stream().allMatch(s -> network.ledger(s).count() >= each));
    network.feed();
    network.server().start();
    return grown;
  }
}
