// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * The timetable, kept by Quartz in memory. Its single thread only hands work over, so jobs must
 * return at once.
 */
final class QuartzTimetable implements Timetable, AutoCloseable {

  private final Scheduler scheduler;
  private final Map<String, Runnable> jobs = new ConcurrentHashMap<>();
  private volatile boolean closed;

  QuartzTimetable() {
    Properties settings = new Properties();
    settings.setProperty(
        StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, "wubot-" + System.identityHashCode(this));
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_THREAD_NAME, "timetable");
    settings.setProperty(StdSchedulerFactory.PROP_SCHED_MAKE_SCHEDULER_THREAD_DAEMON, "true");
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.threadPool.threadCount", "1");
    settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    try {
      scheduler = new StdSchedulerFactory(settings).getScheduler();
      scheduler.setJobFactory(
          (bundle, owner) -> {
            String name = bundle.getJobDetail().getKey().getName();
            return context -> run(name);
          });
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not start: " + e.getMessage(), e);
    }
  }

  private void run(String name) {
    Runnable job = jobs.get(name);
    if (job != null) { // cancelled a moment ago otherwise
      job.run();
    }
  }

  @Override
  public void at(String name, Instant time, Runnable job) {
    if (closed) {
      return;
    }
    jobs.put(name, job);
    JobDetail detail = JobBuilder.newJob(Job.class).withIdentity(name).build();
    Trigger trigger =
        TriggerBuilder.newTrigger().withIdentity(name).startAt(Date.from(time)).build();
    try {
      scheduler.scheduleJob(detail, Set.of(trigger), true);
    } catch (SchedulerException e) {
      refused(name, e);
    }
  }

  @Override
  public void cancel(String name) {
    jobs.remove(name);
    if (closed) {
      return;
    }
    try {
      scheduler.deleteJob(JobKey.jobKey(name));
    } catch (SchedulerException e) {
      refused(name, e);
    }
  }

  private void refused(String name, SchedulerException e) {
    if (!closed) {
      throw new IllegalStateException("Quartz refuses " + name + ": " + e.getMessage(), e);
    }
  }

  /** Makes no more calls, and no more appointments. */
  @Override
  public void close() {
    closed = true;
    try {
      scheduler.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not stop: " + e.getMessage(), e);
    }
  }
}
