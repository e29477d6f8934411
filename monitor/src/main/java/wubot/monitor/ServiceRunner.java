// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.metrics.MetricPage;

/** Runs one instance of a service; whatever it throws stays here. */
final class ServiceRunner implements Runner {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

  private final Instance instance;
  private final Service service;
  private final Outbox outbox;

  ServiceRunner(Instance instance, Service service, Outbox outbox) {
    this.instance = instance;
    this.service = service;
    this.outbox = outbox;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  @Override
  public void start(FirstRun first) {
    try {
      service.start();
    } catch (RuntimeException | LinkageError e) {
      String error = FailureText.of(e);
      LOG.error("{} does not start: {}", instance.key(), error, e);
      outbox.put(Episode.begin(java.time.Instant.EPOCH, error).critical("CRITICAL: " + error));
    }
  }

  /** What the service is doing; nothing when it cannot say. */
  ServiceStatus status() {
    try {
      return service.status();
    } catch (RuntimeException e) {
      LOG.debug("{} cannot say what it is doing", instance.key(), e);
      return ServiceStatus.NOTHING;
    }
  }

  /** Writes numbers about the service. */
  void measure(MetricPage page) {
    try {
      service.measure(page);
    } catch (RuntimeException e) {
      LOG.debug("{} cannot be measured", instance.key(), e);
    }
  }

  @Override
  public void stop() {
    // Services stop in close, all at once.
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{} did not stop cleanly: {}", instance.key(), e.toString(), e);
    }
    outbox.close();
  }
}
