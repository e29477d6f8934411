// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.jivesoftware.smack.packet.ExtensionElement;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StandardExtensionElement;

/**
 * Something that somebody wrote to us, or in a room that we are in.
 *
 * @param from who, as the stanza says: an address of an account, or an occupant of a room
 * @param person the account behind an occupant, where the room shows it
 * @param room the room's address; empty when it was said to us alone
 * @param text what was said
 * @param id the same for everybody who gets this very stanza, another one for each other stanza of
 *     a sound client; empty when the stanza has none
 * @param delayed when it was said, for what a server had kept for a while
 */
public record Said(
    Address from,
    Optional<Address> person,
    Optional<Address> room,
    String text,
    Optional<String> id,
    Optional<Instant> delayed) {

  private static final String STABLE = "urn:xmpp:sid:0";
  private static final QName STANZA_ID = new QName(STABLE, "stanza-id");
  private static final QName ORIGIN_ID = new QName(STABLE, "origin-id");
  private static final QName DELAY = new QName("urn:xmpp:delay", "delay");
  private static final QName ENCRYPTED = new QName("urn:xmpp:eme:0", "encryption");
  private static final int LONGEST_ID = 200;

  /**
   * What a stanza says; empty for those without words for us.
   *
   * @param account that the stanza came to
   * @param person the account behind the sender, where that is an occupant of a room
   */
  static Optional<Said> of(Message stanza, Address account, Optional<Address> person) {
    Optional<Address> from = Address.of(stanza.getFrom());
    boolean spoken =
        stanza.getType() == Message.Type.chat
            || stanza.getType() == Message.Type.normal
            || stanza.getType() == Message.Type.groupchat;
    String text = stanza.getBody();
    if (from.isEmpty() || !spoken || text == null || !extensions(stanza, ENCRYPTED).isEmpty()) {
      return Optional.empty(); // of something encrypted, the text only says that it is
    }
    boolean inRoom = stanza.getType() == Message.Type.groupchat;
    Optional<Address> room = inRoom ? from.map(Address::bare) : Optional.empty();
    return Optional.of(
        new Said(
            from.get(),
            person,
            room,
            text,
            id(stanza, from.get(), room, account.bare()),
            extensions(stanza, DELAY).stream().findFirst().flatMap(Said::moment)));
  }

  /**
   * The room or the server gives ids that nobody else can; then the sender's client may have; the
   * last is the id by which the sender recognises errors.
   */
  private static Optional<String> id(
      Message stanza, Address from, Optional<Address> room, Address account) {
    String giver = room.orElse(account).toString();
    List<String> given =
        extensions(stanza, STANZA_ID).stream()
            .filter(element -> giver.equals(element.getAttributeValue("by")))
            .map(element -> element.getAttributeValue("id"))
            .toList();
    List<String> own =
        extensions(stanza, ORIGIN_ID).stream().map(e -> e.getAttributeValue("id")).toList();
    // The account is part of it: a client may say the same to two accounts under one id.
    String where = room.isPresent() ? escaped(from) : escaped(account) + '#' + escaped(from);
    return only(given, "given")
        .or(() -> only(own, "origin"))
        .or(() -> usable(stanza.getStanzaId(), "id"))
        .map(id -> where + '#' + id);
  }

  /** Two of them are a forgery or a fault. */
  private static Optional<String> only(List<String> ids, String kind) {
    return ids.size() == 1 ? usable(ids.get(0), kind) : Optional.empty();
  }

  private static Optional<String> usable(String id, String kind) {
    return id == null || id.isBlank() || id.length() > LONGEST_ID
        ? Optional.empty()
        : Optional.of(kind + ':' + id);
  }

  private static String escaped(Address address) {
    return address.toString().replace("%", "%25").replace("#", "%23");
  }

  static List<StandardExtensionElement> extensions(
      org.jivesoftware.smack.packet.Stanza stanza, QName name) {
    List<ExtensionElement> all = stanza.getExtensions(name);
    return all.stream()
        .filter(StandardExtensionElement.class::isInstance)
        .map(StandardExtensionElement.class::cast)
        .toList();
  }

  private static Optional<Instant> moment(StandardExtensionElement delay) {
    String stamp = delay.getAttributeValue("stamp");
    try {
      return stamp == null
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(stamp).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
