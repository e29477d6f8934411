// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * Something only one member may use at a time, held by this one, renewed in the background until it
 * is released. Thread-safe.
 */
public final class Resource implements AutoCloseable {

  private final Resources resources;
  private final String name;
  private final ClaimLease lease;
  private final long token;

  Resource(Resources resources, String name, ClaimLease lease) {
    this.resources = resources;
    this.name = name;
    this.lease = lease;
    this.token = lease.record().token();
  }

  /** Of what is held. */
  public String name() {
    return name;
  }

  /** Larger than those of all members that held it before. */
  public long token() {
    return token;
  }

  /** Whether it may be used now, without asking the store: nobody else can have it yet. */
  public boolean mayAct() {
    return lease.mayAct();
  }

  /** Renews now, and says whether it may be used; false also when the store does not answer. */
  public boolean confirm() {
    return lease.renew() == ClaimLease.Written.YES && lease.mayAct();
  }

  /** Whether nobody else was seen to have taken it. */
  public boolean isHeld() {
    return lease.isOurs();
  }

  /** Lets anybody have it at once; when the store does not answer, after its time to live. */
  public void release() {
    resources.release(this);
  }

  /** As {@link #release}. */
  @Override
  public void close() {
    release();
  }

  ClaimLease lease() {
    return lease;
  }
}
