// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The points at which daemons die are named by class and method: are those still there? */
class PointsTest {

  private static final Path REACTOR =
      Path.of(System.getProperty("wubot.root", ".."), "reactor/src/main/java");

  @Test
  void everyPointOfTheMonitorIsWovenIn() throws IOException {
    List<Point> points =
        Arrays.stream(Point.values()).filter(p -> !p.type().startsWith("wubot/reactor")).toList();
    assertFalse(points.isEmpty());
    for (Point point : points) {
      byte[] woven = new Weaver(false).woven(point.type(), Agent.bytes(point.type()));
      assertTrue(calls(woven, point.method()) > 0, point + " is nowhere in " + point.type());
    }
  }

  @Test
  void theMethodsOfTheReactorsPointsAreInItsSources() throws IOException {
    for (Point point : Point.values()) {
      if (point.type().startsWith("wubot/reactor")) {
        String source = Files.readString(REACTOR.resolve(point.type() + ".java"));
        assertTrue(
            source
                .lines()
                .anyMatch(
                    line ->
                        line.matches(
                            "  .*> "
                                + point.method()
                                + "\\(.*|  .*void "
                                + point.method()
                                + "\\(.*")),
            point + " is not there");
      }
    }
  }

  @Test
  void smallFilesAreWovenIn() throws IOException {
    String settings = "wubot/queue/QueueSettings";
    byte[] plain = Agent.bytes(settings);
    assertFalse(Arrays.equals(plain, new Weaver(true).woven(settings, plain)));
  }

  /** How often the method calls the passage. */
  private static int calls(byte[] woven, String method) {
    List<String> found = new ArrayList<>();
    new ClassReader(woven)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String form, String generic, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int code, String owner, String called, String type, boolean isInterface) {
                    if (name.equals(method) && called.equals("passed")) {
                      found.add(owner);
                    }
                  }
                };
              }
            },
            0);
    return found.size();
  }
}
