// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority that signs certificates for the tests' servers on 127.0.0.1 and for members. */
final class TestAuthority {

  /** A certificate and its key, in PEM. */
  record Signed(Path certificate, Path key) {}

  private final Path directory;
  private int count;

  /** Makes one in an empty directory, with openssl. */
  TestAuthority(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory.resolve("issued"));
      Files.writeString(directory.resolve("index"), "");
      Files.writeString(directory.resolve("serial"), "1000\n");
      Files.writeString(
          directory.resolve("conf"),
          String.join(
              "\n",
              "[ca]",
              "default_ca = own",
              "[own]",
              "database = " + directory.resolve("index"),
              "serial = " + directory.resolve("serial"),
              "new_certs_dir = " + directory.resolve("issued"),
              "certificate = " + certificate(),
              "private_key = " + directory.resolve("ca.key"),
              "default_md = sha256",
              "policy = any",
              "unique_subject = no",
              "x509_extensions = leaf",
              "[any]",
              "commonName = supplied",
              "[leaf]",
              "subjectAltName = IP:127.0.0.1",
              "basicConstraints = CA:FALSE",
              ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 30",
        "-subj",
        "/CN=wubot test authority",
        "-keyout",
        directory.resolve("ca.key").toString(),
        "-out",
        certificate().toString());
  }

  Path certificate() {
    return directory.resolve("ca.pem");
  }

  /** A certificate that is valid now. */
  Signed sign(String name) {
    return sign(name, "-days", "30");
  }

  /** A certificate whose time is over. */
  Signed signExpired(String name) {
    return sign(name, "-startdate", "20200101000000Z", "-enddate", "20200201000000Z");
  }

  private Signed sign(String name, String... validity) {
    String base = "c" + count++;
    Path key = directory.resolve(base + ".key");
    Path request = directory.resolve(base + ".csr");
    Path certificate = directory.resolve(base + ".pem");
    openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256",
        "-subj",
        "/CN=" + name,
        "-keyout",
        key.toString(),
        "-out",
        request.toString());
    List<String> more = new ArrayList<>(List.of(validity));
    more.addAll(
        List.of(
            "-config",
            directory.resolve("conf").toString(),
            "-in",
            request.toString(),
            "-out",
            certificate.toString()));
    openssl("ca -batch -notext", more.toArray(String[]::new));
    return new Signed(certificate, key);
  }

  private static void openssl(String words, String... more) {
    List<String> line = new ArrayList<>(List.of("openssl"));
    line.addAll(List.of(words.split(" ")));
    line.addAll(List.of(more));
    String unused = ServerProgram.run(line);
  }
}
