// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import wubot.xmpp.XmppServer;

/** Writes the config files of a host into its home. */
record Configs(Path home, XmppServer server, long seed) {

  void sender() throws IOException {
    relay("directory: reactor\nuser: " + account(Network.MIDDLE) + "\n");
    write(
        "plugins/Feed/feed.yaml",
        """
        ledger: %s
        pace: %s
        seed: %d
        """
            .formatted(Host.ledger(home), Host.pace(home), seed));
  }

  void middle() throws IOException {
    relay(
        """
        directory: forward
        user: %s
        allow:
          - %s
          - %s
        """
            .formatted(account(Network.RECEIVER), account("alpha"), account("beta")));
    write(
        "reactor.yaml",
        """
        rules:
          - name: pass on what others sent
            plugin: DeleteField
            config:
              field: noforward
          - name: forward
            plugin: MessageQueue
            config:
              directory: forward
        """);
  }

  void receiver() throws IOException {
    relay("allow: " + account(Network.MIDDLE) + "\n");
  }

  private String account(String name) {
    return name + "@" + server.domain();
  }

  private void relay(String more) throws IOException {
    String name = home.getFileName().toString();
    Path secret = Files.createDirectories(home.resolve("secrets")).resolve("xmpp");
    Files.writeString(secret, "secret-" + name);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    write(
        "plugins/XMPP/relay.yaml",
        """
        account: %s
        password: ${file:secrets/xmpp}
        host: %s
        port: %d
        ca_file: %s
        delay: 1s
        """
                .formatted(account(name), server.host(), server.port(), server.authority())
            + more);
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve("config").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
