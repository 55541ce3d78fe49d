import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { CheckpointMoved, type ProjectionStore } from '../../domains/kernel/ports/projection-store.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { hasRows, type Folded, type RunningProjection } from './running-projection.ts';

/** Attempts at one event before the projection is stopped at it. */
export const EVENT_ATTEMPTS_MAX = 3;
const EVENT_PAUSE_MS = 50;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const highest = (low: bigint, { stored }: RunningProjection): bigint => (stored > low ? stored : low);

/** Writes rows and checkpoints of several projections in one go. */
export const moveCheckpoints = async (
  store: ProjectionStore,
  folds: readonly Folded[],
  moved: readonly RunningProjection[],
  to: bigint,
): Promise<void> => {
  const projections = moved.map(({ projection }) => projection);
  const writes = folds.filter(hasRows).map(({ write }) => write);
  await store.write(writes, projections, moved.reduce(highest, -1n), to);
  for (const running of moved) running.stored = to;
};

/** Projects a batch for all of them in one write. Nothing has moved when it throws. */
export const projectTogether = async (
  store: ProjectionStore,
  all: readonly RunningProjection[],
  batch: FeedBatch,
): Promise<void> => {
  const worked: { running: RunningProjection; folded: Folded }[] = [];
  for (const running of all) {
    const own = running.own(batch);
    if (own.length > 0) worked.push({ running, folded: await running.fold(store, own) });
  }
  const folds = worked.map(({ folded }) => folded);
  const moved = worked.map(({ running }) => running);
  if (folds.some(hasRows)) await moveCheckpoints(store, folds, moved, batch.position);
  for (const { running, folded } of worked) running.keep(folded);
  for (const running of all) running.passed(batch.position);
};

/** Throws StoreUnavailable when the store answers nothing at all, so that no event is blamed for it. */
const requireStore = async (store: ProjectionStore, { projection }: RunningProjection): Promise<void> => {
  try {
    await store.load(projection, []);
  } catch (error) {
    throw new StoreUnavailable('The store of read models', 'does not answer', error);
  }
};

const stopAt = (
  running: RunningProjection,
  event: Omit<RecordedEvent, 'data' | 'metadata' | 'eventId'>,
  cause: unknown,
): void => {
  const { name, version } = running.projection;
  const reason = cause instanceof Error ? cause.message : 'unknown';
  running.stoppedBy = new Error(
    `${name}@${version} stopped at ${event.type} ${event.stream}@${event.revision}, position ${event.position}: ${reason}`,
    { cause },
  );
};

const projectEvent = async (
  store: ProjectionStore,
  running: RunningProjection,
  event: RecordedEvent,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1)
    try {
      await projectTogether(store, [running], { events: [event], position: event.position });
      return;
    } catch (error) {
      await requireStore(store, running);
      if (error instanceof CheckpointMoved) await running.goOnFromStored(store);
      if (attempt >= EVENT_ATTEMPTS_MAX) throw error;
      await pause(EVENT_PAUSE_MS * attempt);
    }
};

/** Projects a batch in one write, from the checkpoint where somebody else has taken it, if that is so. */
const projectBatch = async (store: ProjectionStore, running: RunningProjection, batch: FeedBatch): Promise<void> => {
  try {
    await projectTogether(store, [running], batch);
  } catch (error) {
    if (!(error instanceof CheckpointMoved)) throw error;
    await running.goOnFromStored(store);
    await projectTogether(store, [running], batch);
  }
};

/**
 * Projects a batch for one projection alone, event by event when it will not go otherwise, and stops the projection before
 * the event that cannot be projected. Throws only while the store does not answer.
 */
export const projectAlone = async (
  store: ProjectionStore,
  running: RunningProjection,
  batch: FeedBatch,
): Promise<void> => {
  const barrier = running.firstUndecodable(batch);
  if (barrier === undefined)
    try {
      await projectBatch(store, running, batch);
      return;
    } catch (error) {
      // No event is at fault, and the whole batch costs less than its events one by one.
      if (error instanceof StoreUnavailable) throw error;
      await requireStore(store, running);
    }
  for (const event of running.own(batch)) {
    if (barrier !== undefined && event.position > barrier.position) break;
    try {
      await projectEvent(store, running, event);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      stopAt(running, event, error);
      return;
    }
  }
  if (barrier === undefined) running.passed(batch.position);
  else stopAt(running, barrier, barrier.error);
};
