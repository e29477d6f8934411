// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/**
 * A check that makes one message a run, with its number and the time at which it was made.
 *
 * <p>The time is that of the system's steady clock, which all processes of a Linux machine share
 * and {@link System#nanoTime} reads.
 */
public final class Stamp implements CheckType {

  /** Found by the ServiceLoader. */
  public Stamp() {}

  /** Does nothing: as a Java agent the jar is on the daemon's class path. */
  public static void premain(String arguments, Instrumentation instrumentation) {}

  /** Makes a jar that brings the check into a daemon which is started with it as an agent. */
  static Path jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Stamp.class.getName());
    String name = Stamp.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        InputStream in = Stamp.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(in.readAllBytes());
      jar.putNextEntry(new JarEntry("META-INF/services/" + CheckType.class.getName()));
      jar.write(Stamp.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Override
  public String name() {
    return "Stamp";
  }

  @Override
  public String summary() {
    return "Makes numbered messages with the time.";
  }

  @Override
  public Settings settings() {
    return Settings.of();
  }

  @Override
  public String example() {
    return "delay: 10ms\n";
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public Check create(Values values, CheckServices services) {
    long[] number = {0};
    return state ->
        CheckResult.of(
            Message.of("stamp", System.nanoTime())
                .with("number", number[0]++)
                .with("subject", "load is 0.42 on joe, 3 of 4 disks are less than half full")
                .with("status", "OK")
                .with("device", "/dev/vda")
                .with("text", "used 139 GB of 252 GB, inodes 3 %, read-write, ext4, noatime"));
  }
}
