import { CancelledError, DeadlineExceededError, TimeoutError, UnavailableError } from '@eventstore/db-client';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';

/** What the client makes of a server that is away, and the numbers of gRPC for the same where it passes them on as they are. */
const AWAY = [UnavailableError, DeadlineExceededError, TimeoutError, CancelledError] as const;
const AWAY_CODES: readonly unknown[] = [1, 4, 10, 14];

/** No answer came in time: whether the server did what it was asked to is not known. */
export class NoAnswer extends Error {}

const isAway = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  AWAY.some((kind) => error instanceof kind) ||
  (error instanceof Error && 'code' in error && AWAY_CODES.includes(error.code));

/** @throws StoreUnavailable where the work failed because the event log does not answer. */
export const unlessLogAway = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (isAway(error)) throw new StoreUnavailable('The event log', 'cannot be reached', error);
    throw error;
  }
};
