import type { Domain } from '../kernel/aggregate.ts';
import { eventLoggingReads, eventLoggingWrites } from './routes.ts';

export { appendOf, eventTimelines, hashOf } from './logged-event.ts';
export { EVENT_LOG } from './routes.ts';

/** S20: the log of everything that happened, for audit. It has no streams of its own; entries lie in timelines. */
export const eventLogging: Domain = {
  name: 'event-logging',
  aggregates: [],
  projections: [],
  writes: eventLoggingWrites,
  reads: eventLoggingReads,
};
