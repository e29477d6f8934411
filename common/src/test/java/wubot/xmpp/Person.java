// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Nonza;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jxmpp.jid.impl.JidCreate;

/** Somebody with an ordinary chat client, who may also send any XML by hand. */
public final class Person implements AutoCloseable {

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  private final XMPPTCPConnection connection;

  /** Logs in. */
  public Person(XmppServer server, String user, String password)
      throws IOException, SmackException, XMPPException, InterruptedException {
    Trust trust = new Trust(new Tls.Authority(server.authority()));
    connection =
        new XMPPTCPConnection(
            XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(server.domain())
                .setUsernameAndPassword(user, password)
                .setResource("person")
                .setHost(server.host())
                .setPort(server.port())
                .setSecurityMode(SecurityMode.required)
                .setCustomX509TrustManager(trust)
                .setHostnameVerifier(trust)
                .build());
    connection.addSyncStanzaListener(
        stanza -> {
          String body = ((Message) stanza).getBody();
          if (body != null) {
            texts.add(body);
          }
        },
        stanza -> stanza instanceof Message);
    connection.addSyncStanzaListener(
        stanza -> refusals.add(stanza.getStanzaId() + " " + stanza.getError().getCondition()),
        stanza -> stanza instanceof IQ iq && iq.getType() == IQ.Type.error);
    // It does not count what is sent by hand: the server's counts would break the end of the
    // stream.
    connection.setUseStreamManagement(false);
    long usual = connection.getReplyTimeout();
    connection.setReplyTimeout(60_000); // a busy server may take its time over a login
    connection.connect().login();
    connection.setReplyTimeout(usual); // it is also how long the end waits for the writer
  }

  /** Enters a room. */
  public void enter(String room, String nick)
      throws IOException, SmackException, InterruptedException {
    connection.sendStanza(
        StanzaBuilder.buildPresence()
            .to(JidCreate.from(room + "/" + nick))
            .addExtension(
                StandardExtensionElement.builder("x", "http://jabber.org/protocol/muc").build())
            .build());
  }

  /** The next text that arrives, empty text when none does in time. */
  public String next() throws InterruptedException {
    String text = texts.poll(120, TimeUnit.SECONDS);
    return text == null ? "" : text;
  }

  /** The next request that was refused, as its id and the condition; empty when none is in time. */
  public String refused() throws InterruptedException {
    String refusal = refusals.poll(120, TimeUnit.SECONDS);
    return refusal == null ? "" : refusal;
  }

  /** Sends XML as it stands. */
  public void raw(String xml) throws SmackException, InterruptedException {
    connection.sendNonza(new Raw(xml));
  }

  @Override
  public void close() {
    connection.disconnect();
  }

  private record Raw(String xml) implements Nonza {

    @Override
    public String getElementName() {
      return "raw";
    }

    @Override
    public String getNamespace() {
      return "jabber:client";
    }

    @Override
    public CharSequence toXML(XmlEnvironment environment) {
      return xml;
    }
  }
}
