// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how claims end. Every ending is conditional on the record still being ours; what the store
 * leaves open is tried again by the keeper, during which the claim stays held.
 */
final class ClaimEndings {

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final ClaimPlace place;
  private final ClaimSettings settings;
  private final ClaimSightings sightings;
  private final ClaimKeeper keeper;
  private final ClaimMemory memory;
  private final ClaimAsking asking;
  private final ClaimTally tally;
  private final Map<String, Claim> held;

  ClaimEndings(
      ClaimPlace place,
      ClaimSettings settings,
      ClaimSightings sightings,
      ClaimKeeper keeper,
      ClaimMemory memory,
      ClaimAsking asking,
      ClaimTally tally,
      Map<String, Claim> held) {
    this.place = place;
    this.settings = settings;
    this.sightings = sightings;
    this.keeper = keeper;
    this.memory = memory;
    this.asking = asking;
    this.tally = tally;
    this.held = held;
  }

  boolean confirm(Claim claim) {
    return claim.lease().renew() == ClaimLease.Written.YES && claim.mayAct();
  }

  Claim.Ending complete(Claim claim) {
    ClaimLease.Written written = writeDone(claim);
    if (written == ClaimLease.Written.UNKNOWN) {
      LOG.info("claim done id={} but not written yet: the store does not answer", claim.id());
      keeper.writeLater(claim.lease().key(), () -> writeDone(claim) != ClaimLease.Written.UNKNOWN);
      return Claim.Ending.LATER;
    }
    return written == ClaimLease.Written.YES ? Claim.Ending.RECORDED : Claim.Ending.TAKEN_OVER;
  }

  CompletableFuture<Claim.Ending> completeSoon(Claim claim) {
    return asking.later(() -> complete(claim));
  }

  private ClaimLease.Written writeDone(Claim claim) {
    ClaimLease lease = claim.lease();
    ClaimRecord done = lease.record().in(ClaimRecord.State.DONE);
    ClaimLease.Written written = lease.write(done, settings.retention());
    long version = lease.version();
    if (written == ClaimLease.Written.GONE || written == ClaimLease.Written.TAKEN) {
      suspect(claim, written);
      if (written == ClaimLease.Written.GONE) {
        Outcome outcome = place.store().create(lease.key(), done.text(), settings.retention());
        if (outcome instanceof Outcome.Applied applied) {
          written = ClaimLease.Written.YES;
          version = applied.entry().version();
        }
      }
    }
    if (written == ClaimLease.Written.UNKNOWN) {
      return written;
    }
    drop(claim);
    if (written == ClaimLease.Written.YES) {
      LOG.debug("claim done id={} owner={} token={}", claim.id(), place.owner(), claim.token());
      sightings.ageNanos(lease.key(), version, place.nanos());
      if (settings.dedupe() instanceof ClaimSettings.Dedupe.ByWatermark) {
        sightings.forget(lease.key());
        memory.over(lease.key());
      }
      memory.remember(claim.id(), lease.key(), version);
    }
    return written;
  }

  private void suspect(Claim claim, ClaimLease.Written how) {
    tally.suspectedTwice.increment();
    LOG.warn(
        "claim suspected twice id={} owner={} token={}: {} while this member was at it, so the"
            + " effect may have happened more than once",
        claim.id(),
        place.owner(),
        claim.token(),
        how == ClaimLease.Written.GONE ? "its record was removed" : "another member took over");
  }

  Claim.Failure fail(Claim claim, String error) {
    tally.failed.increment();
    final ClaimLease lease = claim.lease();
    final ClaimRecord record = lease.record();
    final boolean last =
        claim.policy() == Policy.AT_MOST_ONCE || record.failures() + 1 >= settings.tries();
    final int failures = last ? settings.tries() : record.failures() + 1;
    final ClaimRecord next = record.failed(error, failures, settings.pause(failures));
    final Duration retain = last ? settings.retention() : Duration.ZERO;
    LOG.info(
        "claim failed id={} owner={} token={} failures={} last={}: {}",
        claim.id(),
        place.owner(),
        claim.token(),
        failures,
        last,
        error);
    ClaimLease.Written written = lease.write(next, retain);
    if (written == ClaimLease.Written.UNKNOWN) {
      keeper.writeLater(
          lease.key(),
          () -> {
            boolean settled = lease.write(next, retain) != ClaimLease.Written.UNKNOWN;
            if (settled) {
              drop(claim);
            }
            return settled;
          });
      return last ? Claim.Failure.UNSETTLED : Claim.Failure.RETRIED;
    }
    drop(claim);
    if (!last) {
      sightings.ageNanos(lease.key(), lease.version(), place.nanos());
      return Claim.Failure.RETRIED;
    }
    if (written != ClaimLease.Written.YES) {
      return Claim.Failure.UNSETTLED;
    }
    memory.remember(claim.id(), lease.key(), lease.version());
    return Claim.Failure.LAST;
  }

  void release(Claim claim) {
    if (!writeOpen(claim)) {
      claim.lease().end();
      keeper.writeLater(claim.lease().key(), () -> writeOpen(claim));
    }
  }

  void leave(Claim claim) {
    if (held.get(claim.lease().key()) != claim) {
      return;
    }
    LOG.info("claim left id={} owner={} token={}", claim.id(), place.owner(), claim.token());
    if (claim.policy() == Policy.AT_MOST_ONCE) {
      claim.lease().end();
      drop(claim);
    } else {
      release(claim);
    }
  }

  private boolean writeOpen(Claim claim) {
    ClaimLease lease = claim.lease();
    ClaimRecord open = lease.record().in(ClaimRecord.State.OPEN);
    if (lease.write(open, Duration.ZERO) == ClaimLease.Written.UNKNOWN) {
      return false;
    }
    drop(claim);
    return true;
  }

  private void drop(Claim claim) {
    keeper.letGo(claim.lease());
    held.remove(claim.lease().key(), claim);
  }
}
