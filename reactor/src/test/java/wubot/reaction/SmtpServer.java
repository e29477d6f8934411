// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real mail server (Debian's python3-aiosmtpd) with STARTTLS and a password. */
final class SmtpServer implements AutoCloseable {

  static final String USER = "wubot";
  static final String PASSWORD = "s3cret-of-the-test";
  private static final String PYTHON = "/usr/bin/python3";

  private final Path directory;
  private final int port;
  private final boolean tls;
  private Process process;

  SmtpServer(Path directory, boolean tls) throws IOException, InterruptedException {
    this.directory = directory;
    this.tls = tls;
    Assumptions.assumeTrue(
        new ProcessBuilder(PYTHON, "-c", "import aiosmtpd").start().waitFor() == 0,
        "python3-aiosmtpd is not installed");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(directory.resolve("mails"));
    try (InputStream script = SmtpServer.class.getResourceAsStream("smtp_server.py")) {
      Files.write(directory.resolve("smtp_server.py"), script.readAllBytes());
    }
    if (tls) {
      makeCertificate();
    }
    start();
  }

  private void makeCertificate() throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                directory.resolve("key.pem").toString(),
                "-out",
                directory.resolve("certificate.pem").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    if (openssl.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("openssl.log")));
    }
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(
                PYTHON,
                directory.resolve("smtp_server.py").toString(),
                Integer.toString(port),
                directory.resolve("mails").toString(),
                tls ? certificate().toString() : "-",
                tls ? directory.resolve("key.pem").toString() : "-",
                tls ? USER : "-",
                tls ? PASSWORD : "-")
            .redirectError(directory.resolve("smtp.log").toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (!"ready".equals(line)) {
      throw new IOException(
          "the mail server said " + line + "\n" + Files.readString(directory.resolve("smtp.log")));
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  Path certificate() {
    return directory.resolve("certificate.pem");
  }

  int port() {
    return port;
  }

  /** The mails so far, as they came. */
  List<String> mails() {
    List<String> mails = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory.resolve("mails"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mail")).sorted().toList()) {
        mails.add(Files.readString(file, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return mails;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
