// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/** A request or answer on the wire. */
final class PayloadIq extends IQ {

  private final Payload payload;

  PayloadIq(Payload payload) {
    super(Payload.ELEMENT, Payload.NAMESPACE);
    this.payload = payload;
  }

  Payload payload() {
    return payload;
  }

  @Override
  protected IQChildElementXmlStringBuilder getIQChildElementBuilder(
      IQChildElementXmlStringBuilder xml) {
    payload.attributes().forEach(xml::attribute);
    xml.rightAngleBracket();
    xml.escape(payload.text());
    return xml;
  }

  /** Reads the element; anything out of bounds makes the whole stanza unreadable. */
  static final class Provider extends IqProvider<PayloadIq> {

    @Override
    public PayloadIq parse(XmlPullParser parser, int depth, IqData data, XmlEnvironment environment)
        throws XmlPullParserException, IOException {
      int count = parser.getAttributeCount();
      if (count > Payload.MAX_ATTRIBUTES) {
        throw new IOException(count + " attributes, at most " + Payload.MAX_ATTRIBUTES);
      }
      Map<String, String> attributes = new HashMap<>();
      for (int i = 0; i < count; i++) {
        String value = parser.getAttributeValue(i);
        if (value.length() > Payload.MAX_ATTRIBUTE) {
          throw new IOException("an attribute of " + value.length() + " characters");
        }
        attributes.put(parser.getAttributeName(i), value);
      }
      return new PayloadIq(new Payload(attributes, text(parser)));
    }

    private static String text(XmlPullParser parser) throws XmlPullParserException, IOException {
      StringBuilder text = new StringBuilder();
      while (true) {
        switch (parser.next()) {
          case TEXT_CHARACTERS -> text.append(parser.getText());
          case END_ELEMENT -> {
            return text.toString();
          }
          default -> throw new IOException("an element within our own");
        }
      }
    }
  }
}
