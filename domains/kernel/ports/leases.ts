/**
 * The right to be the only one at something, for a time. `fence` grows with every new holder: a store that remembers the
 * highest one it has seen refuses a holder that slept through the end of its lease.
 */
export type Lease = { readonly name: string; readonly token: string; readonly fence: number };

/** Locks between processes that free themselves when their holder dies. Throws `StoreUnavailable`. */
export type Leases = {
  /** The lease, or undefined while somebody else holds it. */
  acquire(name: string, ttlMs: number): Promise<Lease | undefined>;
  /** Begins the time anew; false when the lease was lost, and then the work must stop. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>;
  /** Gives the lease back at once; a lease that is held by somebody else by now is left alone. */
  release(lease: Lease): Promise<void>;
};
