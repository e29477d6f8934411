// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;

/**
 * The Java agent that makes an ordinary daemon of the distribution one that can die at named points
 * and live in another year; nothing of this is in the distribution itself. Its jar also brings the
 * plugin {@link Feed} and the reaction {@link EffectType}.
 */
public final class Agent {

  private Agent() {}

  /**
   * Called by the JVM before the daemon's main.
   *
   * @param arguments {@code CONTROL-FILE} for files as shipped, or {@code CONTROL-FILE,small} for
   *     queue files that are rolled and removed every few seconds
   */
  public static void premain(String arguments, Instrumentation instrumentation) {
    boolean small = arguments.endsWith(",small");
    Path control = Path.of(small ? arguments.substring(0, arguments.length() - 6) : arguments);
    Passage.obey(control);
    instrumentation.addTransformer(new Weaver(small));
  }

  /** Makes the jar. */
  static Path jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Agent.class.getName());
    attributes.putValue("Class-Path", place(ClassReader.class).toUri().toString());
    Path classes = place(Agent.class);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        var files = Files.list(classes.resolve("wubot/chaos"))) {
      for (Path each : (Iterable<Path>) files.sorted()::iterator) {
        add(jar, "wubot/chaos/" + each.getFileName(), Files.readAllBytes(each));
      }
      add(jar, "META-INF/services/wubot.monitor.ServiceType", Feed.class.getName().getBytes(UTF_8));
      add(
          jar,
          "META-INF/services/wubot.rule.ReactionType",
          EffectType.class.getName().getBytes(UTF_8));
    }
    return file;
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  /** Where a class was loaded from. */
  static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of a class on the class path. */
  static byte[] bytes(String type) throws IOException {
    try (InputStream in = Agent.class.getClassLoader().getResourceAsStream(type + ".class")) {
      if (in == null) {
        throw new java.nio.file.NoSuchFileException(type);
      }
      return in.readAllBytes();
    }
  }
}
