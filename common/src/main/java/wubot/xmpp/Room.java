// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.StanzaError;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/** One room that we are to be in: whether we are, under which name, and who else is. */
final class Room {

  private static final QName USER = new QName("http://jabber.org/protocol/muc#user", "x");
  private static final int MOST_OCCUPANTS = 10_000;
  private static final int MOST_NAMES = 5;

  private static final String OURS = "110";
  private static final String MADE = "201";
  private static final Map<String, String> REASONS =
      Map.of(
          "301", "banned from it",
          "303", "renamed",
          "307", "kicked out of it",
          "321", "no longer a member",
          "322", "it is for members only now",
          "332", "its service stops");

  /** What a presence meant for us. */
  sealed interface News {
    /** Nothing new. */
    record None() implements News {}

    /** We are in; made: nobody was before, and it waits for its first configuration. */
    record Entered(boolean made) implements News {}

    /** The name is taken; to be tried again under the next. */
    record Taken() implements News {}

    /** We are out. */
    record Out(String why, boolean refused) implements News {}
  }

  private final Address address;
  private final String wished;
  private final Backoff pauses;
  private final Map<String, Address> accounts = new HashMap<>(); // by the occupant's name
  private String nick;
  private boolean inside;
  private int names = 1;

  Room(Address address, String nick, Backoff pauses) {
    this.address = address.bare();
    this.wished = nick;
    this.nick = nick;
    this.pauses = pauses;
  }

  Address address() {
    return address;
  }

  String nick() {
    return nick;
  }

  boolean inside() {
    return inside;
  }

  Backoff pauses() {
    return pauses;
  }

  /** The account behind an occupant, where the room shows it. */
  Optional<Address> account(String occupant) {
    return Optional.ofNullable(accounts.get(occupant));
  }

  /** Everything begins again. */
  void reset() {
    inside = false;
    accounts.clear();
    nick = wished;
    names = 1;
  }

  /** A presence of this room, from an occupant of this name. */
  News present(Presence presence, String who) {
    List<StandardExtensionElement> about = Said.extensions(presence, USER);
    // A room puts one there and takes away those of others: with two, none is to be believed.
    Optional<StandardExtensionElement> user =
        about.size() == 1 ? Optional.of(about.get(0)) : Optional.empty();
    Set<String> statuses =
        user.stream()
            .flatMap(x -> x.getElements("status").stream())
            .map(status -> String.valueOf(status.getAttributeValue("code")))
            .collect(Collectors.toSet());
    boolean ours = statuses.contains(OURS) || who.equals(nick);
    return switch (presence.getType()) {
      case available -> ours ? entered(who, statuses) : came(who, user);
      case unavailable -> ours ? left(user, statuses) : gone(who);
      case error -> inside ? new News.None() : refused(presence.getError());
      default -> new News.None();
    };
  }

  private News entered(String who, Set<String> statuses) {
    nick = who; // the room may have chosen another
    if (inside) {
      return new News.None();
    }
    inside = true;
    pauses.reset();
    return new News.Entered(statuses.contains(MADE));
  }

  private News came(String who, Optional<StandardExtensionElement> user) {
    Optional<Address> account =
        user.flatMap(x -> x.getElements("item").stream().findFirst())
            .map(item -> item.getAttributeValue("jid"))
            .flatMap(Room::parsed);
    if (account.isEmpty()) {
      accounts.remove(who);
    } else if (accounts.size() < MOST_OCCUPANTS) {
      accounts.put(who, account.get());
    }
    return new News.None();
  }

  private static Optional<Address> parsed(String jid) {
    try {
      return Address.of(JidCreate.from(jid));
    } catch (XmppStringprepException e) {
      return Optional.empty();
    }
  }

  private News gone(String who) {
    accounts.remove(who);
    return new News.None();
  }

  private News left(Optional<StandardExtensionElement> user, Set<String> statuses) {
    if (statuses.contains("303")) {
      user.flatMap(x -> x.getElements("item").stream().findFirst())
          .map(item -> item.getAttributeValue("nick"))
          .ifPresent(name -> nick = name);
      return new News.None();
    }
    boolean destroyed = user.filter(x -> x.getFirstElement("destroy") != null).isPresent();
    String why =
        destroyed
            ? "the room was closed"
            : statuses.stream()
                .filter(REASONS::containsKey)
                .sorted()
                .map(REASONS::get)
                .findFirst()
                .orElse("it went away");
    boolean refused = statuses.contains("301") || statuses.contains("321");
    reset();
    return new News.Out(why, refused);
  }

  private News refused(StanzaError error) {
    StanzaError.Condition condition =
        error == null ? StanzaError.Condition.undefined_condition : error.getCondition();
    if (condition == StanzaError.Condition.conflict && names < MOST_NAMES) {
      names++;
      nick = wished + "-" + names;
      return new News.Taken();
    }
    String why =
        switch (condition) {
          case conflict -> "its name '" + wished + "' is taken by somebody else";
          case registration_required -> "the room is for members only, and this account is none";
          case forbidden -> "this account is banned from it";
          case not_authorized -> "the room wants a password";
          case not_allowed -> "the room does not exist, and this account may not make it";
          case item_not_found -> "there is no such room, or it is locked";
          case remote_server_not_found, remote_server_timeout ->
              "the server of the room cannot be reached";
          default -> "the room does not let it in: " + condition;
        };
    boolean passing =
        condition == StanzaError.Condition.remote_server_not_found
            || condition == StanzaError.Condition.remote_server_timeout
            || condition == StanzaError.Condition.service_unavailable
            || condition == StanzaError.Condition.resource_constraint;
    reset();
    return new News.Out(why, !passing);
  }
}
