import { appendOf, hashOf, type LoggedEvent } from '../domains/event-logging/logged-event.ts';
import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import type { TimelineAppend } from '../domains/kernel/ports/timeline-store.ts';
import type { AnyMessage } from '../event-schemas/primitives.ts';

/** The steps of processes are about themselves; what they do shows in the events that they cause. */
const INTERNAL = 'saga';
const TEXT_MAX = 500;
/** Ids, codes, figures and states; anything with a blank or an @ could be somebody's own words. */
const TELLING = /^[\w.:+-]{1,64}$/;

const wordsOf = (type: string): string => {
  const words = type.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** `Order confirmed: orderId …, totalPaise 129900`. Fields that hold personal data were taken out before. */
const textOf = (type: string, data: Readonly<Record<string, unknown>>): string => {
  const told = Object.entries(data).flatMap(([name, value]) => {
    if (typeof value === 'number' || typeof value === 'boolean') return [`${name} ${String(value)}`];
    return typeof value === 'string' && TELLING.test(value) ? [`${name} ${value}`] : [];
  });
  return (told.length === 0 ? wordsOf(type) : `${wordsOf(type)}: ${told.join(', ')}`).slice(0, TEXT_MAX);
};

const uuid = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : undefined;

/** `product-<id>` is the subject `product:<id>`; users and orders have timelines of their own. */
const subjectOf = (stream: string): string | undefined => {
  const dash = stream.indexOf('-');
  const category = stream.slice(0, dash);
  return category === 'order' ? undefined : `${category}:${stream.slice(dash + 1)}`;
};

/** What the event log says of one event; nothing for the steps of processes. */
export const loggedEventOf = (
  event: RecordedEvent,
  withoutPersonal: (event: AnyMessage) => AnyMessage,
): LoggedEvent | undefined => {
  if (event.stream.startsWith(INTERNAL)) return undefined;
  const data = withoutPersonal(event).data as Readonly<Record<string, unknown>>;
  const { correlationId, causationId, actor, recordedAt } = event.metadata;
  const userId = uuid(data['userId']);
  const orderId = uuid(data['orderId']);
  const subject = subjectOf(event.stream);
  return {
    eventId: event.eventId,
    type: event.type,
    class: 'domain',
    actor,
    ...(userId === undefined ? {} : { userId }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(subject === undefined ? {} : { subject }),
    occurredAt: recordedAt,
    recordedAt,
    correlationId,
    causationId,
    text: textOf(event.type, data),
    payloadHash: hashOf(data),
    position: String(event.position),
  };
};

/** The entries that a batch of the feed adds to the event log. */
export const eventLogEntries = (
  events: readonly RecordedEvent[],
  withoutPersonal: (event: AnyMessage) => AnyMessage,
): readonly TimelineAppend[] =>
  events.flatMap((event) => {
    const logged = loggedEventOf(event, withoutPersonal);
    return logged === undefined ? [] : [appendOf(logged)];
  });
