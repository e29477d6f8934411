// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import wubot.message.Message;

/** Measures one contender on one workload, a bit at a time, so that several can take turns. */
final class Meter {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Contender contender;
  private final List<Message> messages;
  private final List<Sample> samples = new ArrayList<>();
  private int batch;

  /**
   * What one turn gave.
   *
   * @param perSecond messages a second by the clock on the wall
   * @param perCpuSecond messages a second of the thread's processor time: the same on a quiet
   *     machine, and less disturbed on a busy one
   * @param bytes what was allocated for a message
   */
  record Sample(double perSecond, double perCpuSecond, double bytes) {}

  Meter(Contender contender, List<Message> messages) {
    this.contender = contender;
    this.messages = messages;
    this.batch = messages.size();
  }

  /** Runs until it is compiled; finds out how many messages are a bearable batch. */
  void warmUp(double seconds) throws InterruptedException {
    double shorter = Math.min(0.3, seconds / 2);
    batch = Math.min(batch, 50);
    long nanos = 0;
    while (nanos < seconds * 1e9) {
      contender.prepare(messages.subList(0, batch));
      long from = System.nanoTime();
      contender.run();
      long took = System.nanoTime() - from;
      nanos += took;
      if (took < shorter * 1e9 / 8) {
        batch = Math.min(messages.size(), 2 * batch);
      }
    }
  }

  /** One turn; making the events is not counted. */
  void turn(double seconds) throws InterruptedException {
    long nanos = 0;
    long cpu = 0;
    long bytes = 0;
    long walked = 0;
    List<Message> some = messages.subList(0, batch);
    while (nanos < seconds * 1e9) {
      contender.prepare(some);
      long bytesFrom = THREADS.getCurrentThreadAllocatedBytes();
      long cpuFrom = THREADS.getCurrentThreadCpuTime();
      long from = System.nanoTime();
      contender.run();
      nanos += System.nanoTime() - from;
      cpu += THREADS.getCurrentThreadCpuTime() - cpuFrom;
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesFrom;
      walked += batch;
    }
    samples.add(new Sample(walked / (nanos / 1e9), walked / (cpu / 1e9), (double) bytes / walked));
  }

  /** The median of each figure. */
  Sample median() {
    return new Sample(
        median(samples.stream().map(Sample::perSecond).sorted().toList()),
        median(samples.stream().map(Sample::perCpuSecond).sorted().toList()),
        median(samples.stream().map(Sample::bytes).sorted().toList()));
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }
}
