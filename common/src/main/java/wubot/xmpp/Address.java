// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Optional;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * An XMPP address such as {@code wubot-joe@example.org/wubot}, in its normal form.
 *
 * @param user the part before the at sign
 * @param domain the part after it
 * @param resource the part after the slash, which tells the connections of an account apart
 */
public record Address(String user, String domain, Optional<String> resource) {

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException when it has no user or domain, or letters that are not allowed
   */
  public static Address parse(String text) {
    if (text.strip().split("/", 2)[0].matches(".*[\\s\\p{Cntrl}].*")) {
      throw new IllegalArgumentException(problem(text));
    }
    try {
      return of(JidCreate.from(text.strip()))
          .orElseThrow(() -> new IllegalArgumentException(problem(text)));
    } catch (XmppStringprepException e) {
      throw new IllegalArgumentException(problem(text), e);
    }
  }

  private static String problem(String text) {
    return "'" + text + "' is not an XMPP address; one looks like user@example.org/resource";
  }

  /** The address of an account, or of one of its connections; empty for servers and the like. */
  static Optional<Address> of(Jid jid) {
    if (jid == null || !jid.hasLocalpart()) {
      return Optional.empty();
    }
    return Optional.of(
        new Address(
            jid.getLocalpartOrNull().toString(),
            jid.getDomain().toString(),
            Optional.ofNullable(jid.getResourceOrNull()).map(Object::toString)));
  }

  Jid jid() {
    return JidCreate.fromOrThrowUnchecked(toString());
  }

  /** The account, without the resource. */
  public Address bare() {
    return new Address(user, domain, Optional.empty());
  }

  /** This address if it names a resource, otherwise with the given one. */
  public Address orResource(String other) {
    return resource.isPresent() ? this : new Address(user, domain, Optional.of(other));
  }

  /** Whether both are addresses of one account. */
  public boolean sameAccount(Address other) {
    return user.equals(other.user) && domain.equals(other.domain);
  }

  @Override
  public String toString() {
    return user + '@' + domain + resource.map(r -> '/' + r).orElse("");
  }
}
