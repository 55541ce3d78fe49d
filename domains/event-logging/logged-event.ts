import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import type { Timeline, TimelineAppend, TimelineEntry, TimelinePlace } from '../kernel/ports/timeline-store.ts';
import { timelineReference } from '../kernel/ports/timeline-reference.ts';
import { eventLoggingPolicy } from '../policy/event-logging.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const timeline = (name: string, bucketMs: number): Timeline => ({ service: 'events', name, bucketMs });

/** One for each question that the event log is asked. Buckets are sized so that a partition stays below some 100,000 entries. */
export const eventTimelines = {
  byTime: timeline('by_time', HOUR_MS),
  byType: timeline('by_type', DAY_MS),
  byActor: timeline('by_actor', 30 * DAY_MS),
  byUser: timeline('by_user', 90 * DAY_MS),
  byOrder: timeline('by_order', 365 * DAY_MS),
  bySubject: timeline('by_subject', 90 * DAY_MS),
  byCorrelation: timeline('by_correlation', 365 * DAY_MS),
} as const;
/** The key of the one timeline that holds everything. */
export const EVERYTHING: TimelinePlace = { timeline: eventTimelines.byTime, key: 'all' };

/** Domain events stay for ever, what services log themselves leaves with its class. */
export const EVENT_CLASSES = ['domain', 'audit', 'debug'] as const;
const keptMs = { audit: eventLoggingPolicy.auditKeptMs.value, debug: eventLoggingPolicy.debugKeptMs.value } as const;

/** `product:<id>`: what an event is about when that is neither a user nor an order. */
export const Subject = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}:[\w-]{1,100}$/, 'must look like product:<id>');
export const LoggedEvent = z.object({
  eventId: Id,
  type: z.string(),
  class: z.enum(EVENT_CLASSES),
  actor: z.string(),
  userId: Id.optional(),
  orderId: Id.optional(),
  subject: z.string().optional(),
  occurredAt: Instant,
  recordedAt: Instant,
  correlationId: Id,
  causationId: Id.optional(),
  /** What happened, in words and figures that say nothing personal. */
  text: z.string(),
  /** SHA-256 of the payload without its personal fields. */
  payloadHash: z.string(),
  /** Where the event stands in the log; only for domain events. */
  position: z.string().optional(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

export const hashOf = (payload: unknown): string => createHash('sha256').update(JSON.stringify(payload)).digest('hex');

const placesOf = (event: LoggedEvent): TimelinePlace[] => {
  const { byType, byActor, byUser, byOrder, bySubject, byCorrelation } = eventTimelines;
  const keys: readonly (readonly [Timeline, string | undefined])[] = [
    [byType, event.type],
    [byActor, event.actor],
    [byUser, event.userId],
    [byOrder, event.orderId],
    [bySubject, event.subject],
    [byCorrelation, event.correlationId],
  ];
  return [EVERYTHING, ...keys.flatMap(([one, key]) => (key === undefined ? [] : [{ timeline: one, key }]))];
};

const MICROSECONDS = 1_000n;
/** What the timelines store for one event. The same event gives the same entry, so logging it twice changes nothing. */
export const appendOf = (event: LoggedEvent): TimelineAppend => {
  const position = event.position === undefined ? undefined : BigInt(event.position);
  return {
    at: event.occurredAt,
    sequence: position ?? 0n,
    id: event.eventId,
    body: JSON.stringify(event),
    version: position === undefined ? BigInt(Date.parse(event.occurredAt)) * MICROSECONDS : position + 1n,
    places: placesOf(event),
    ...(event.class === 'domain' ? {} : { keepMs: keptMs[event.class] }),
  };
};

/** What readers get: the event, and an id under which it is found without a search. */
export const EventView = LoggedEvent.extend({ id: z.string() });
export type EventView = z.infer<typeof EventView>;
export const viewOf = (entry: TimelineEntry): EventView => ({
  id: timelineReference(entry),
  ...(JSON.parse(entry.body) as LoggedEvent),
});
