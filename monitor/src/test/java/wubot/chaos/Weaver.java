// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Puts calls of {@link Passage} into classes as they are loaded. */
final class Weaver implements ClassFileTransformer {

  private static final int API = Opcodes.ASM9;
  private static final String PASSAGE = "wubot/chaos/Passage";
  private static final String SETTINGS = "wubot/queue/QueueSettings";
  private static final List<String> OURS = List.of("java/", "jdk/", "sun/", "wubot/chaos/");
  private static final String EFFECT = "wubot/chaos/Effect";

  /** Methods that tell the time, and those of {@link Passage} called the same. */
  private static final Map<String, List<String>> CLOCKS =
      Map.of(
          "java/lang/System", List.of("currentTimeMillis()J"),
          "java/time/Instant", List.of("now()Ljava/time/Instant;"),
          "java/time/Clock",
              List.of(
                  "systemUTC()Ljava/time/Clock;",
                  "systemDefaultZone()Ljava/time/Clock;",
                  "system(Ljava/time/ZoneId;)Ljava/time/Clock;"));

  private final boolean small;

  /** With queue files as shipped, or small ones. */
  Weaver(boolean small) {
    this.small = small;
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] bytes) {
    if (name == null || (!name.equals(EFFECT) && OURS.stream().anyMatch(name::startsWith))) {
      return null;
    }
    try {
      return woven(name, bytes);
    } catch (RuntimeException e) { // the JVM would go on with the class as it was, and say nothing
      System.err.println("chaos: cannot weave " + name + ": " + e);
      Runtime.getRuntime().halt(70);
      return null;
    }
  }

  byte[] woven(String name, byte[] bytes) {
    List<Point> points = Arrays.stream(Point.values()).filter(p -> p.type().equals(name)).toList();
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Classes(writer, name, points), 0);
    return writer.toByteArray();
  }

  private final class Classes extends ClassVisitor {
    private final String type;
    private final List<Point> points;

    Classes(ClassVisitor next, String type, List<Point> points) {
      super(API, next);
      this.type = type;
      this.points = points;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String form, String generic, String[] thrown) {
      MethodVisitor next = super.visitMethod(access, name, form, generic, thrown);
      if (small && type.equals(SETTINGS) && form.startsWith("()") && Small.has(name)) {
        return new Small(next, name);
      }
      return new Methods(next, points.stream().filter(p -> p.method().equals(name)).toList());
    }
  }

  /** Calls at the entry and before every return, and other clocks. */
  private static final class Methods extends MethodVisitor {
    private final List<Point> points;

    Methods(MethodVisitor next, List<Point> points) {
      super(API, next);
      this.points = points;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      call(Point.Edge.ENTRY);
    }

    @Override
    public void visitInsn(int code) {
      if (code >= Opcodes.IRETURN && code <= Opcodes.RETURN) {
        call(Point.Edge.END);
      }
      super.visitInsn(code);
    }

    private void call(Point.Edge edge) {
      for (Point point : points) {
        if (point.edge() == edge) {
          super.visitLdcInsn(point.label());
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC, PASSAGE, "passed", "(Ljava/lang/String;)V", false);
        }
      }
    }

    @Override
    public void visitMethodInsn(
        int code, String owner, String name, String form, boolean isInterface) {
      boolean clock =
          code == Opcodes.INVOKESTATIC
              && CLOCKS.getOrDefault(owner, List.of()).contains(name + form);
      super.visitMethodInsn(code, clock ? PASSAGE : owner, name, form, isInterface && !clock);
    }
  }

  /** Settings under which files are rolled and removed while one watches. */
  private static final class Small extends MethodVisitor {
    private static final Map<String, Long> VALUES =
        Map.of("keep", 2_000L, "fileAge", 3_000L, "fileBytes", 192L << 10);

    private final String name;

    static boolean has(String name) {
      return VALUES.containsKey(name);
    }

    Small(MethodVisitor next, String name) {
      super(API, next);
      this.name = name;
    }

    @Override
    public void visitInsn(int code) {
      if (code == Opcodes.LRETURN || code == Opcodes.ARETURN) {
        super.visitInsn(code == Opcodes.LRETURN ? Opcodes.POP2 : Opcodes.POP);
        super.visitLdcInsn(VALUES.get(name));
        if (code == Opcodes.ARETURN) {
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              "java/time/Duration",
              "ofMillis",
              "(J)Ljava/time/Duration;",
              false);
        }
      }
      super.visitInsn(code);
    }
  }
}
