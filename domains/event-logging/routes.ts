import { z } from 'zod';
import { Id, Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { readRoute, Refusal, writeRoute, type ReadContext, type WriteContext } from '../kernel/routes.ts';
import { STAFF } from '../staff.ts';
import { parseTimelineReference, timelineReference } from '../kernel/ports/timeline-reference.ts';
import { eventLoggingPolicy } from '../policy/event-logging.ts';
import {
  appendOf,
  EventView,
  EVERYTHING,
  eventTimelines,
  hashOf,
  Subject,
  viewOf,
  type LoggedEvent,
} from './logged-event.ts';
import { searchEvents, type EventSearch } from './search.ts';

/** The read model that the log is copied into; its position is what `Read-After` waits for. */
export const EVENT_LOG = 'event_log';
export const EVENTS_PAGE_MAX = 200;
export const TRACE_EVENTS_MAX = 1_000;
const TEXT_MAX = 500;

const Reference = z
  .string()
  .refine((text) => parseTimelineReference(text) !== undefined, 'must be the "id" of an earlier answer');
const Range = z.object({
  limit: z.coerce.number().int().min(1).max(EVENTS_PAGE_MAX).default(50),
  cursor: Reference.optional(),
  from: Instant.optional(),
  until: Instant.optional(),
});
const Events = z.object({ events: z.array(EventView), next: z.string().optional() });

const SentEvent = z.object({
  eventId: Id.describe('The same id when the event is sent again'),
  type: z
    .string()
    .max(100)
    .regex(/^[a-z][\w-]*(\.[\w-]+)+$/, 'must be dotted and begin in lower case, such as checkout.page.opened'),
  class: z.enum(['audit', 'debug']),
  actor: z
    .string()
    .max(200)
    .regex(/^[\w.:-]+$/, 'must look like user:<id>')
    .optional(),
  userId: UserId.optional(),
  orderId: OrderId.optional(),
  subject: Subject.optional(),
  occurredAt: Instant,
  correlationId: Id.optional(),
  causationId: Id.optional(),
  text: z.string().trim().min(1).max(TEXT_MAX).describe('What happened; nothing personal belongs here'),
  payload: z.record(z.string(), z.unknown()).optional().describe('Only its hash is kept'),
});
const SentEvents = z.object({ events: z.array(SentEvent).min(1).max(eventLoggingPolicy.eventsPerRequestMax.value) });

const loggedEvent = (sent: z.infer<typeof SentEvent>, context: WriteContext): LoggedEvent => {
  const { payload = {}, ...event } = sent;
  if (event.occurredAt > instantAfter(context.now, eventLoggingPolicy.clockAheadMaxMs.value))
    throw new Refusal('InvalidOccurredAt', `occurredAt ${event.occurredAt} lies ahead of our clock (${context.now}).`);
  return {
    ...event,
    actor: event.actor ?? `user:${context.caller!.userId}`,
    correlationId: event.correlationId ?? context.correlationId,
    recordedAt: context.now,
    payloadHash: hashOf(payload),
  };
};

const run = async (search: EventSearch, { ports }: ReadContext): Promise<z.infer<typeof Events>> => {
  const { events, next } = await searchEvents(ports.timelines, search);
  return { events: [...events], ...(next === undefined ? {} : { next }) };
};

const staffRoute = { tag: 'Event log', allow: STAFF, projections: [EVENT_LOG], reply: Events } as const;

export const eventLoggingWrites = [
  writeRoute({
    tag: 'Event log',
    allow: ['service'],
    method: 'POST',
    path: '/events',
    summary: 'Log one application event, or up to a hundred',
    status: 201,
    body: z.union([SentEvent, SentEvents]),
    reply: z.object({ ids: z.array(z.string()) }),
    refusals: ['InvalidOccurredAt'],
    run: async ({ body }, context) => {
      const sent = 'events' in body ? body.events : [body];
      const appends = sent.map((event) => appendOf(loggedEvent(event, context)));
      await context.ports.timelines.append(appends);
      return { ids: appends.map(timelineReference) };
    },
  }),
];

export const eventLoggingReads = [
  readRoute({
    ...staffRoute,
    path: '/events/user/:userId',
    summary: 'What happened to a user, newest first',
    params: z.object({ userId: UserId }),
    query: Range,
    run: ({ params: { userId }, query }, context) => run({ ...query, subject: `user:${userId}` }, context),
  }),
  readRoute({
    ...staffRoute,
    path: '/events/order/:orderId',
    summary: 'What happened to an order, newest first',
    params: z.object({ orderId: OrderId }),
    query: Range,
    run: ({ params: { orderId }, query }, context) => run({ ...query, subject: `order:${orderId}` }, context),
  }),
  readRoute({
    ...staffRoute,
    path: '/events/search',
    summary:
      'Events by type, actor, subject, time and text, newest first; a short page with a next has more to look through',
    query: Range.extend({
      type: z.string().max(100).optional(),
      actor: z.string().max(200).optional(),
      subject: Subject.optional(),
      text: z.string().trim().min(1).max(TEXT_MAX).optional(),
    }),
    run: ({ query }, context) => run(query, context),
  }),
  readRoute({
    ...staffRoute,
    path: '/events/:id/trace',
    summary: 'Everything that the same request caused, oldest first, each with the id of its cause',
    params: z.object({ id: Reference }),
    reply: z.object({ events: z.array(EventView), truncated: z.boolean() }),
    run: async ({ params: { id } }, { ports: { timelines } }) => {
      const entry = await timelines.find(EVERYTHING, parseTimelineReference(id)!);
      if (entry === undefined) return undefined;
      const place = { timeline: eventTimelines.byCorrelation, key: viewOf(entry).correlationId };
      const { entries, next } = await timelines.page(place, { limit: TRACE_EVENTS_MAX });
      return { events: entries.map(viewOf).reverse(), truncated: next !== undefined };
    },
  }),
];
