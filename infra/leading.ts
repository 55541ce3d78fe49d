import type { Lease, Leases } from '../domains/kernel/ports/leases.ts';

/** A leader that does not renew for this long is taken to be gone. */
export const LEASE_MS = 6_000;
const RENEW_EVERY_MS = 2_000;
const ASK_EVERY_MS = 500;

export type LeadingEvents = {
  readonly onLeading?: (name: string) => void;
  readonly onLost?: (name: string, reason: unknown) => void;
};
export type Leading = {
  readonly isLeading: boolean;
  /** Ends the work, gives the lease back and resolves when both are done. */
  stop(): Promise<void>;
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

/** Keeps the lease until `over` fires, and fires it when the lease is lost. */
const keep = async (leases: Leases, lease: Lease, over: AbortController): Promise<string | undefined> => {
  let until = performance.now() + LEASE_MS;
  for (;;) {
    await pause(RENEW_EVERY_MS, over.signal);
    if (over.signal.aborted) return undefined;
    const asked = performance.now();
    const held = await leases.renew(lease, LEASE_MS).catch(() => undefined);
    if (held === true) until = asked + LEASE_MS;
    if (held !== false && performance.now() < until) continue;
    over.abort();
    return held === false ? 'another process leads' : 'the lease could not be renewed in time';
  }
};

/**
 * Does `work` while this process holds the lease `name`, again and again until it is stopped. The signal given to `work` fires
 * when the lease is lost; work must then end. A process that was paused may come back late and for a moment believe that it
 * still leads, so what it writes must bear that. When the work fails it is begun anew.
 */
export const whileLeading = (
  leases: Leases,
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  events: LeadingEvents = {},
): Leading => {
  const stopping = new AbortController();
  let leading = false;

  const lead = async (lease: Lease): Promise<void> => {
    const over = new AbortController();
    const onStop = (): void => over.abort();
    stopping.signal.addEventListener('abort', onStop, { once: true });
    if (stopping.signal.aborted) over.abort();
    leading = true;
    events.onLeading?.(name);
    const keeping = keep(leases, lease, over);
    try {
      await work(over.signal);
    } catch (error) {
      events.onLost?.(name, error);
    } finally {
      leading = false;
      over.abort();
      stopping.signal.removeEventListener('abort', onStop);
      const reason = await keeping;
      if (reason !== undefined) events.onLost?.(name, reason);
      await leases.release(lease).catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lease = await leases.acquire(name, LEASE_MS).catch(() => undefined);
      if (lease !== undefined) await lead(lease);
      await pause(ASK_EVERY_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    get isLeading() {
      return leading;
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
