import type { Ports } from '../domains/kernel/ports/index.ts';
import type { AnyMessage } from '../event-schemas/primitives.ts';
import type { StreamSignals } from '../command-api/stream-signals.ts';
import type { LogConsumer } from '../infra/fan-out.ts';
import type { Checkpoints } from '../infra/postgres/checkpoints.ts';
import type { ProjectionRunner } from '../projections/runner.ts';
import type { SagaHost } from '../sagas/host.ts';
import type { Progress } from '../read-api/progress.ts';
import type { Core } from './core.ts';
import { periodic } from './periodic.ts';

const CHECKPOINT_EVERY_MS = 500;
/** Less than half of what may pass between an append and its read model. */
const PROJECTIONS_GATHER_MS = 40;

type Waiter = {
  readonly projections: readonly string[];
  readonly position: bigint;
  readonly resolve: (reached: boolean) => void;
};

/**
 * Lets reads wait for projections; `moved` is called when `current` may answer more than before, `onWait` is told of every
 * position that somebody begins to wait for.
 */
export const waitingProgress = (
  current: () => ReadonlyMap<string, bigint>,
  onWait: (position: bigint) => void = () => undefined,
): { progress: Progress; moved: () => void } => {
  const waiters = new Set<Waiter>();
  let positions = current();
  const isReached = ({ projections, position }: Pick<Waiter, 'projections' | 'position'>): boolean =>
    projections.every((name) => (positions.get(name) ?? -1n) >= position);
  return {
    moved: () => {
      positions = current();
      for (const waiter of waiters) if (isReached(waiter)) waiter.resolve(true);
    },
    progress: {
      positionOf: (name) => positions.get(name),
      reached: (projections, position, timeoutMs) => {
        if (isReached({ projections, position })) return Promise.resolve(true);
        onWait(position);
        return new Promise((resolve) => {
          const timer = setTimeout(() => finish(false), timeoutMs);
          const finish = (reached: boolean): void => {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve(reached);
          };
          const waiter: Waiter = { projections, position, resolve: finish };
          waiters.add(waiter);
        });
      },
    },
  };
};

/** Whose personal data are gone with this event: an account's, or a phone's that nobody proved. */
const erasedBy = ({ type, data }: AnyMessage): string | undefined => {
  if (type === 'AccountErased') return (data as { readonly userId: string }).userId;
  return type === 'OtpForgotten' ? (data as { readonly challengeId: string }).challengeId : undefined;
};

/** Keeps this process's folds fresh, wakes requests that wait for an event, and forgets erased persons at once. */
export const commandConsumer = (
  { handler, ports }: Pick<Core, 'handler'> & { readonly ports: Pick<Ports, 'personKeys'> },
  signals: StreamSignals,
  after: bigint | undefined,
): LogConsumer => ({
  name: 'command-api',
  after,
  onBatch: ({ events }) => {
    for (const event of events) {
      const erased = erasedBy(event);
      if (erased !== undefined) {
        ports.personKeys.forget(erased);
        handler.forgetPerson(erased);
      }
      handler.observe(event);
      signals.observe(event);
    }
    return Promise.resolve();
  },
});

export const projectionConsumer = (runner: ProjectionRunner, moved: () => void): LogConsumer => ({
  name: 'projections',
  after: runner.resumeAfter,
  gatherMs: PROJECTIONS_GATHER_MS,
  onBatch: async (batch) => {
    await runner.onBatch(batch);
    moved();
  },
});

/** The sagas' checkpoint is what is done, not what was delivered; it is stored now and then, since redelivery does no harm. */
export const sagaConsumer = async (
  host: SagaHost,
  checkpoints: Checkpoints,
  name: string,
  onError: (error: unknown) => void,
): Promise<{ consumer: LogConsumer; store: () => Promise<void>; stop: () => Promise<void> }> => {
  let stored = await checkpoints.get(name);
  const store = async (): Promise<void> => {
    const safe = host.safePosition;
    if (safe === undefined || safe === stored) return;
    await checkpoints.set(name, safe);
    stored = safe;
  };
  const storing = periodic(CHECKPOINT_EVERY_MS, store, onError);
  return {
    consumer: { name, after: stored, onBatch: (batch) => host.onBatch(batch) },
    store,
    stop: async () => {
      await storing.stop();
      await store();
    },
  };
};
