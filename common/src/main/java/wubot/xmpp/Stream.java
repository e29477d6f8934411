// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.packet.ErrorIQ;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaError;
import org.jivesoftware.smack.packet.UnparsedIQ;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Smack's connection, with bounds on what comes in; what is unreadable or unknown costs it nothing.
 */
final class Stream extends XMPPTCPConnection {

  private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

  /** Servers cap stanzas far below this; what is longer is no stanza but an attack. */
  private static final long MAX_STANZA = 16L << 20;

  /**
   * How long an end may take. Smack waits for its reader and its writer as long as for an answer,
   * and where both fail at the same moment it misses that the second one has ended.
   */
  private static final long END_MILLIS = 500;

  private BoundedReader bounded;
  private boolean toldUnreadable;

  Stream(XMPPTCPConnectionConfiguration configuration) {
    super(configuration);
    setUseStreamManagement(true);
    setUseStreamManagementResumption(false);
    setParsingExceptionCallback(
        unreadable -> unreadable(unreadable.getParsingException().getMessage()));
  }

  private void unreadable(String why) {
    if (toldUnreadable) {
      LOG.debug("a stanza could not be read and was passed over: {}", why);
    } else {
      toldUnreadable = true;
      LOG.warn(
          "a stanza could not be read and was passed over: {}; more of them are logged at debug",
          why);
    }
  }

  /** Called by Smack whenever it has made a new reader: the place to put bounds around it. */
  @Override
  protected void initDebugger() {
    super.initDebugger();
    bounded = new BoundedReader(reader, MAX_STANZA);
    reader = bounded;
  }

  @Override
  public synchronized void instantShutdown() {
    setReplyTimeout(END_MILLIS); // nobody else waits for anything on a stream that has ended
    super.instantShutdown();
  }

  @Override
  protected void processStanza(Stanza stanza) throws InterruptedException {
    if (stanza instanceof UnparsedIQ unknown && unknown.isRequestIQ()) {
      asyncGoLimited(() -> refuse(unknown));
    } else {
      super.processStanza(stanza);
    }
  }

  /**
   * Answers a request that nobody here knows (RFC 6120, 8.4). Smack's own answer takes the request
   * back along in XML that is not well-formed, and the server then ends the stream.
   */
  private void refuse(IQ unknown) {
    StanzaError why = StanzaError.getBuilder(StanzaError.Condition.service_unavailable).build();
    IQ answer = ErrorIQ.builder(why).to(unknown.getFrom()).build();
    answer.setStanzaId(unknown.getStanzaId());
    try {
      sendStanza(answer);
    } catch (SmackException.NotConnectedException e) {
      LOG.debug("nobody waits for an answer any more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void parseAndProcessStanza(XmlPullParser parser)
      throws XmlPullParserException, IOException, InterruptedException {
    bounded.begin();
    super.parseAndProcessStanza(parser);
    bounded.begin();
  }
}
