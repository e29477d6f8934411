// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import wubot.config.Secret;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.ReactionFailure;

/** A mail server that mails are handed to, one connection each. */
record MailServer(
    String host,
    int port,
    Protection tls,
    Optional<String> user,
    Optional<Secret> password,
    Optional<Path> authority,
    Duration timeout) {

  /** How the connection is protected. */
  enum Protection {
    STARTTLS(587),
    IMPLICIT(465),
    NONE(25);

    private final int port;

    Protection(int port) {
      this.port = port;
    }

    int port() {
      return port;
    }
  }

  /** A mail and the message it is about. */
  record Mail(
      InternetAddress from, List<InternetAddress> to, String subject, String text, Message about) {}

  /**
   * Hands a mail over.
   *
   * @throws ReactionFailure when the server did not take it; a passing one unless it said no to
   *     this very mail or its receivers
   */
  void send(Mail mail) {
    Session session = Session.getInstance(properties());
    try (Transport transport =
        session.getTransport(tls == Protection.IMPLICIT ? "smtps" : "smtp")) {
      transport.connect(host, port, user.orElse(null), password.map(Secret::reveal).orElse(null));
      MimeMessage message = message(session, mail);
      transport.sendMessage(message, message.getAllRecipients());
    } catch (AuthenticationFailedException e) {
      throw ReactionFailure.passing(
          where() + " refuses user " + user.orElse("") + ": look at user and password", null);
    } catch (SendFailedException e) {
      String problem = where() + " refuses the mail: " + words(e);
      throw isLasting(e) ? ReactionFailure.lasting(problem) : ReactionFailure.passing(problem, e);
    } catch (MessagingException e) {
      throw ReactionFailure.passing("cannot send through " + where() + ": " + words(e), e);
    }
  }

  private Properties properties() {
    String protocol = tls == Protection.IMPLICIT ? "smtps" : "smtp";
    String prefix = "mail." + protocol + ".";
    String millis = Long.toString(Math.max(1, timeout.toMillis()));
    Properties properties = new Properties();
    properties.setProperty(prefix + "connectiontimeout", millis);
    properties.setProperty(prefix + "timeout", millis);
    properties.setProperty(prefix + "writetimeout", millis);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    properties.setProperty(prefix + "starttls.required", "" + (tls == Protection.STARTTLS));
    properties.setProperty(prefix + "starttls.enable", "" + (tls == Protection.STARTTLS));
    properties.setProperty(prefix + "auth", "" + user.isPresent());
    properties.setProperty(prefix + "sendpartial", "true"); // one bad receiver stops no other
    authority.ifPresent(
        file ->
            properties.put(
                prefix + "ssl.socketFactory", Trusted.authority(file).getSocketFactory()));
    return properties;
  }

  private MimeMessage message(Session session, Mail mail) throws MessagingException {
    MimeMessage message = new Identified(session, mail);
    message.setFrom(mail.from());
    for (InternetAddress one : mail.to()) {
      message.addRecipient(jakarta.mail.Message.RecipientType.TO, one);
    }
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    message.setSentDate(date(mail.about()));
    message.setHeader("Auto-Submitted", "auto-generated");
    String key = Noticed.oneLine(mail.about().text(Fields.KEY));
    if (key.matches("[\\x20-\\x7e]+")) {
      message.setHeader("X-Wubot-Key", key);
    }
    return message;
  }

  @SuppressWarnings("JavaUtilDate") // what the mail library takes
  private static Date date(Message about) {
    return LastUpdate.of(about).stream()
        .mapToObj(seconds -> Date.from(Instant.ofEpochSecond(seconds)))
        .findFirst()
        .orElseGet(Date::new);
  }

  /** A mail whose id is that of the message: one that is sent again can be told by it. */
  private static final class Identified extends MimeMessage {

    private final Mail mail;

    Identified(Session session, Mail mail) {
      super(session);
      this.mail = mail;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      if (mail.about().identity().isEmpty()) {
        super.updateMessageID();
        return;
      }
      String id = mail.about().identity().get().toString().replace('/', '.');
      String domain = mail.from().getAddress().replaceFirst(".*@", "");
      setHeader("Message-ID", "<wubot." + id + "@" + domain + ">");
    }
  }

  private String where() {
    return "mail server " + host + ":" + port;
  }

  private static boolean isLasting(MessagingException problem) {
    boolean lasting = false;
    for (Exception e = problem; e != null; ) {
      int code = code(e);
      if (code >= 400 && code < 500) {
        return false; // one receiver may be taken later: then the others get it twice, not never
      }
      lasting |= code >= 500;
      e = e instanceof MessagingException more ? more.getNextException() : null;
    }
    return lasting;
  }

  private static int code(Exception e) {
    if (e instanceof SMTPAddressFailedException address) {
      return address.getReturnCode();
    }
    if (e instanceof SMTPSenderFailedException sender) {
      return sender.getReturnCode();
    }
    return e instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
  }

  private static String words(MessagingException problem) {
    StringBuilder words = new StringBuilder(Noticed.oneLine(String.valueOf(problem.getMessage())));
    for (Exception e = problem.getNextException();
        e != null;
        e = e instanceof MessagingException more ? more.getNextException() : null) {
      words.append(": ").append(Noticed.oneLine(String.valueOf(e.getMessage())).strip());
    }
    return words.length() > 400 ? words.substring(0, 400) + "…" : words.toString();
  }
}
