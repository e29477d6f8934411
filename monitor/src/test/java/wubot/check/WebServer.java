// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx of our own on loopback, with plain HTTP and HTTPS, serving a directory. */
final class WebServer implements AutoCloseable {

  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  private final Process process;
  private final Path root;
  private final int port;
  private final int tlsPort;
  private final TestCertificate certificate;

  private WebServer(
      Process process, Path root, int port, int tlsPort, TestCertificate certificate) {
    this.process = process;
    this.root = root;
    this.port = port;
    this.tlsPort = tlsPort;
    this.certificate = certificate;
  }

  /** Starts one in a directory; the test is skipped where nginx is not installed. */
  static WebServer start(Path directory) throws Exception {
    assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
    Path root = Files.createDirectories(directory.resolve("www"));
    TestCertificate certificate = TestCertificate.make(directory, 10);
    int port = freePort();
    int tlsPort = freePort();
    Path config = directory.resolve("nginx.conf");
    Files.writeString(directory.resolve("users"), "joe:{PLAIN}open sesame\n");
    Files.writeString(config, config(directory, port, tlsPort, certificate));
    Process process =
        new ProcessBuilder(
                List.of(
                    NGINX.toString(),
                    "-p",
                    directory.toString(),
                    "-e",
                    "error.log",
                    "-c",
                    config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.out").toFile())
            .start();
    WebServer server = new WebServer(process, root, port, tlsPort, certificate);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!server.answers()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        server.close();
        throw new IOException(Files.readString(directory.resolve("nginx.out")));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    return server;
  }

  private static String config(Path directory, int port, int tlsPort, TestCertificate certificate) {
    // Started by root, nginx would serve as another user, who may not read the directory.
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    return """
        %1$s
        daemon off; master_process off; pid nginx.pid;
        events { worker_connections 64; }
        http {
          access_log requests.log;
          client_body_temp_path tmp1; proxy_temp_path tmp2; fastcgi_temp_path tmp3;
          uwsgi_temp_path tmp4; scgi_temp_path tmp5;
          types { text/html html; text/plain txt; application/rss+xml rss; }
          gzip on; gzip_min_length 10; gzip_types text/plain;
          server {
            listen 127.0.0.1:%2$d; listen 127.0.0.1:%3$d ssl;
            ssl_certificate %4$s; ssl_certificate_key %5$s;
            root %6$s/www;
            location / { }
            location /broken { return 503 "out of order"; }
            location /moved { return 302 /page.txt; }
            location /round { return 302 /round; }
            location /down { return 302 http://127.0.0.1:%2$d/page.txt; }
            location /away { return 302 http://localhost:%2$d/headers; }
            location /home { return 302 /headers; }
            location /headers { default_type text/plain;
              return 200 "[$request_method $http_authorization $http_user_agent $http_x_colour]"; }
            location /locked { auth_basic "members"; auth_basic_user_file %6$s/users;
              try_files /page.txt =404; }
            location /slow { limit_rate 100; alias %6$s/www/big.bin; }
          }
        }
        """
        .formatted(
            isRoot ? "user root;" : "",
            port,
            tlsPort,
            certificate.certificate(),
            certificate.key(),
            directory);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of a path over plain HTTP. */
  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** The address of a path over HTTPS. */
  String tlsUrl(String path) {
    return "https://127.0.0.1:" + tlsPort + path;
  }

  /** What the certificate must be checked against. */
  Path certificate() {
    return certificate.certificate();
  }

  /** Puts a file on the server. */
  void put(String name, String content) throws IOException {
    Files.writeString(root.resolve(name), content);
  }

  /** The directory that is served. */
  Path root() {
    return root;
  }

  /** The lines of the access log so far. */
  List<String> requests() throws IOException {
    return Files.readAllLines(root.resolveSibling("requests.log"));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
