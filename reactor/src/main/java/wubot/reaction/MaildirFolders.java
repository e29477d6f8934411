// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import wubot.disk.Disk;
import wubot.disk.Refusal;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.ReactionFailure;

/** Maildirs below one directory. */
final class MaildirFolders {

  private final Cage cage;
  private final String host;
  private final Clock clock;

  MaildirFolders(Cage cage, String host, Clock clock) {
    this.cage = cage;
    this.host = host;
    this.clock = clock;
  }

  /**
   * Delivers a message into a folder; it is durable when this returns. One that is there already,
   * read or not, is not delivered again.
   *
   * @throws ReactionFailure a passing one when the disk failed
   */
  void deliver(String folder, Message message, boolean dump) {
    Path fresh = cage.makeDirectory(folder + "/new");
    Path read = cage.makeDirectory(folder + "/cur");
    Path temporary = cage.makeDirectory(folder + "/tmp");
    String name = name(message);
    try {
      if (isThere(fresh, name) || isThere(read, name)) {
        return;
      }
      Path file = temporary.resolve(name);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(mail(message, dump));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(file, fresh.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      Disk.forceDirectory(fresh);
    } catch (IOException e) {
      throw ReactionFailure.passing(Refusal.cannot("deliver into", fresh, e), e);
    } catch (MessagingException e) {
      throw ReactionFailure.passing(
          "cannot deliver into "
              + folder
              + ", no mail can be made of the message: "
              + e.getMessage(),
          e);
    }
  }

  /** The same for the same message; from what it says where it has no identity yet. */
  private String name(Message message) {
    String identity =
        message
            .identity()
            .map(id -> id.toString().replaceAll("[^A-Za-z0-9_.-]", "_"))
            .orElseGet(() -> "M" + Integer.toHexString(message.asMap().hashCode()));
    return made(message).getEpochSecond() + "." + identity + "." + host;
  }

  private static boolean isThere(Path directory, String name) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, name + "*")) {
      return files.iterator().hasNext();
    }
  }

  private Instant made(Message message) {
    return Instant.ofEpochSecond(LastUpdate.of(message).orElse(clock.instant().getEpochSecond()));
  }

  @SuppressWarnings("JavaUtilDate") // what the mail library takes
  private byte[] mail(Message message, boolean dump) throws MessagingException, IOException {
    MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
    String from = first(message, "mailbox_username", "username", Fields.KEY);
    mail.setFrom(new InternetAddress("wubot@" + host, from, StandardCharsets.UTF_8.name()));
    String to = message.isTrue("to_user") ? message.text("to_user") : "wubot";
    mail.setHeader("To", ascii(to));
    mail.setSubject(
        Noticed.oneLine(first(message, Fields.SUBJECT_TEXT, Fields.SUBJECT)),
        StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(made(message)));
    mail.setHeader("X-Key", ascii(message.text(Fields.KEY)));
    if (message.isTrue(Fields.COLOR)) {
      mail.setHeader("X-Color", ascii(message.text(Fields.COLOR)));
    }
    String plain = dump ? YamlText.of(message.asMap()) : first(message, "body_text", "body");
    String html = message.text("body");
    if (dump || html.isEmpty() || html.equals(plain)) {
      mail.setText(
          plain.isEmpty() ? YamlText.of(message.asMap()) : plain, StandardCharsets.UTF_8.name());
    } else {
      MimeBodyPart text = new MimeBodyPart();
      text.setText(plain, StandardCharsets.UTF_8.name());
      MimeBodyPart rich = new MimeBodyPart();
      rich.setText(html, StandardCharsets.UTF_8.name(), "html");
      mail.setContent(new MimeMultipart("alternative", text, rich));
    }
    mail.saveChanges();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mail.writeTo(out);
    return out.toByteArray();
  }

  private static String first(Message message, String... fields) {
    for (String field : fields) {
      if (message.isTrue(field)) {
        return Noticed.oneLine(message.text(field)).equals(message.text(field))
                || field.startsWith("body")
            ? message.text(field)
            : Noticed.oneLine(message.text(field));
      }
    }
    return "";
  }

  private static String ascii(String text) {
    return Noticed.oneLine(text).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
