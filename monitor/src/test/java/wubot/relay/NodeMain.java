// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.monitor.BareHost;
import wubot.xmpp.Address;
import wubot.xmpp.Password;
import wubot.xmpp.Tls;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppSettings;

/** A receiving host in a process of its own, so that it can be killed. */
final class NodeMain {

  private NodeMain() {}

  /** Starts a process that receives as ann from joe until its standard input ends. */
  static Process start(Path home, XmppServer server) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + Path.of(System.getProperty("wubot.root"), "scripts", "jvm.options"));
    line.add("-Xmx256m");
    line.add("-cp");
    line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    line.add(NodeMain.class.getName());
    line.add(home.toString());
    line.add(server.domain());
    line.add(Integer.toString(server.port()));
    line.add(server.authority().toString());
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(home.resolveSibling("child.log").toFile())
        .start();
  }

  /** Receives until the parent is gone. */
  public static void main(String[] args) throws IOException {
    RelayConfig config =
        new RelayConfig(
            new XmppSettings(
                    Address.parse("ann@" + args[1]),
                    new Password("secret-ann"),
                    "127.0.0.1",
                    Integer.parseInt(args[2]),
                    new Tls.Authority(Path.of(args[3])))
                .withPauses(BareHost.QUICK),
            Optional.empty(),
            List.of(),
            List.of("joe@" + args[1]),
            32_000,
            200_000,
            "",
            java.time.Duration.ofSeconds(1));
    try (Node node = new Node("ann", Path.of(args[0]))) {
      node.start(config);
      while (System.in.read() >= 0) {
        // Nothing is ever written: this waits for the end.
      }
    }
  }
}
