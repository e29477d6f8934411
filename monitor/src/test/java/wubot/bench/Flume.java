// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Flume to Flume: Avro over TLS, file channels, which sync each transaction of 1,000 messages. */
final class Flume implements Peer {

  private final Path jars;
  private final Scratch scratch;
  private final Certificate certificate;
  private final int relayPort = Waiting.freePort();
  private int files;
  private Program receiver;
  private Program sender;

  Flume(Path jars, Scratch scratch, Certificate certificate) throws IOException {
    this.jars = jars;
    this.scratch = scratch;
    this.certificate = certificate;
  }

  @Override
  public String name() {
    try (Stream<Path> all = Files.list(jars)) {
      Pattern core = Pattern.compile("flume-ng-core-([0-9.]+)\\.jar");
      return all.map(jar -> core.matcher(jar.getFileName().toString()))
          .filter(Matcher::matches)
          .map(found -> "Flume " + found.group(1))
          .findFirst()
          .orElse("Flume");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public String settings() {
    return "Avro, TLS; file channels at both ends, synced per transaction of up to 1000";
  }

  @Override
  public Path received() {
    return scratch.directory("flume/received");
  }

  @Override
  public void start() throws IOException {
    scratch.directory("flume/spool");
    receiver =
        agent(
            "receiver",
            """
            type=avro
            bind=127.0.0.1
            port=%d
            ssl=true
            keystore=%s
            keystore-type=PKCS12
            keystore-password=%s
            """
                .formatted(relayPort, certificate.keyStore(), Certificate.PASSWORD),
            """
            type=file_roll
            sink.directory=%s
            sink.rollInterval=0
            sink.batchSize=1000
            """
                .formatted(received()));
    Waiting.untilAnswers(relayPort, receiver);
    sender =
        agent(
            "sender",
            """
            type=spooldir
            spoolDir=%s
            batchSize=1000
            pollDelay=5
            """
                .formatted(scratch.directory("flume/spool")),
            """
            type=avro
            hostname=127.0.0.1
            port=%d
            batch-size=1000
            ssl=true
            truststore=%s
            truststore-type=PKCS12
            truststore-password=%s
            """
                .formatted(relayPort, certificate.trustStore(), Certificate.PASSWORD));
  }

  private Program agent(String name, String source, String sink) {
    Path data = scratch.directory("flume/" + name);
    String channel =
        "type=file\ncheckpointDir=%s/checkpoint\ndataDirs=%s/data\ncapacity=1000000\n"
            .formatted(data, data);
    String config =
        "a.sources=in\na.channels=c\na.sinks=out\na.sources.in.channels=c\na.sinks.out.channel=c\n"
            + source.replaceAll("(?m)^(?=.)", "a.sources.in.")
            + channel.replaceAll("(?m)^(?=.)", "a.channels.c.")
            + sink.replaceAll("(?m)^(?=.)", "a.sinks.out.");
    Path file = scratch.write("flume/" + name + ".properties", config);
    return Program.start(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xmx512m",
            "-cp",
            jars + "/*",
            "org.apache.flume.node.Application",
            "-n",
            "a",
            "-f",
            file.toString(),
            "--no-reload-conf"),
        Map.of(),
        scratch.path().resolve("flume-" + name + ".log"));
  }

  @Override
  public void feed(List<String> lines) throws IOException {
    String name = "lines-" + files++;
    Path written = Files.write(scratch.path().resolve("flume").resolve(name), lines);
    Files.move(written, scratch.path().resolve("flume/spool").resolve(name));
  }

  @Override
  public void killReceiver() {
    receiver.killAndRestart();
  }

  @Override
  public void close() {
    Programs.close(sender, receiver);
  }
}
