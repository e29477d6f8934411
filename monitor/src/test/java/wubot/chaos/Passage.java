// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What woven code calls inside a daemon: the points at which it may die, and a clock that can jump.
 * The control file says which point and how far; it is read at the start and looked at again and
 * again.
 */
public final class Passage {

  static final long LOOK_MILLIS = 20;
  static final String BEGUN = "begun";
  static final String GONE = "gone";
  private static final long STALL_MILLIS = 400;

  /** One order of the control file. */
  private record Orders(String point, int time, long clockMillis) {
    static final Orders NONE = new Orders("", 0, 0);

    static Orders read(Path control) throws IOException {
      String[] words = Files.readString(control).trim().split(" ", -1);
      return words.length == 3
          ? new Orders(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]))
          : NONE;
    }
  }

  private static final AtomicInteger PASSED = new AtomicInteger();
  private static volatile Orders orders = Orders.NONE;
  private static volatile Path control = Path.of("/dev/null");

  private Passage() {}

  /** The text of a control file: die when the point is passed for that time; shift the clock. */
  static String text(String point, int time, long clockMillis) {
    return (point.isEmpty() ? "-" : point) + " " + time + " " + clockMillis;
  }

  /** The file that says at which point the daemon has died. */
  static Path witness(Path control) {
    return control.resolveSibling(control.getFileName() + ".died");
  }

  /** Begins to obey a control file. */
  static void obey(Path file) {
    control = file;
    note(tenures(control), BEGUN);
    look();
    Thread thread = new Thread(Passage::lookAgain, "chaos");
    thread.setDaemon(true);
    thread.start();
  }

  private static void lookAgain() {
    try {
      while (true) {
        final long before = System.currentTimeMillis();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // between two looks
        look();
        stalled(before, System.currentTimeMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes that this process did not run for a while, for whatever reason. */
  private static void stalled(long from, long to) {
    if (to - from < STALL_MILLIS) {
      return;
    }
    note(stalls(control), Long.toString(from));
  }

  /** One line: the time and what. */
  private static void note(Path file, String what) {
    try {
      Files.writeString(
          file,
          System.currentTimeMillis() + " " + what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The file that says when a role that rules are told of started and stopped, the process began,
   * and when it killed itself.
   */
  static Path tenures(Path control) {
    return control.resolveSibling(control.getFileName() + ".tenures");
  }

  /** The file that says when the process did not run: the end and the beginning. */
  static Path stalls(Path control) {
    return control.resolveSibling(control.getFileName() + ".stalls");
  }

  private static void look() {
    try {
      Orders read = Orders.read(control);
      if (!read.equals(orders)) {
        PASSED.set(0);
        orders = read;
      }
    } catch (NoSuchFileException e) {
      orders = Orders.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called at every point; ends the process by SIGKILL when the orders say so. */
  public static void passed(String point) {
    if (point.startsWith("role-")) {
      note(tenures(control), point);
    }
    Orders now = orders;
    if (now.point().equals(point) && PASSED.incrementAndGet() == now.time()) {
      die(point);
    }
  }

  private static void die(String point) {
    boolean interrupted = Thread.interrupted();
    try {
      Files.writeString(witness(control), point);
      note(tenures(control), GONE);
      new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start();
      new CountDownLatch(1).await();
    } catch (IOException e) {
      Runtime.getRuntime().halt(137);
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(137);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + orders.clockMillis();
  }

  /** In place of {@link Instant#now()}. */
  public static Instant now() {
    return Instant.now().plusMillis(orders.clockMillis());
  }

  /** In place of {@link Clock#systemUTC}. */
  public static Clock systemUTC() {
    return new Jumping(Clock.systemUTC());
  }

  /** In place of {@link Clock#systemDefaultZone}. */
  public static Clock systemDefaultZone() {
    return new Jumping(Clock.system(ZoneId.systemDefault()));
  }

  /** In place of {@link Clock#system}. */
  public static Clock system(ZoneId zone) {
    return new Jumping(Clock.system(zone));
  }

  private static final class Jumping extends Clock {
    private final Clock real;

    Jumping(Clock real) {
      this.real = real;
    }

    @Override
    public ZoneId getZone() {
      return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return new Jumping(real.withZone(zone));
    }

    @Override
    public Instant instant() {
      return real.instant().plusMillis(orders.clockMillis());
    }
  }
}
