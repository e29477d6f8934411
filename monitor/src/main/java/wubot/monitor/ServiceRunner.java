// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
