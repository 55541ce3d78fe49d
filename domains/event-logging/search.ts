import type { TimelinePlace, TimelineStore } from '../kernel/ports/timeline-store.ts';
import { timelineReference } from '../kernel/ports/timeline-reference.ts';
import { EVERYTHING, eventTimelines, viewOf, type EventView } from './logged-event.ts';

/** Entries that one request looks at; a rare thing takes several requests, each of which goes on where the last one stopped. */
export const SCANNED_MAX = 2_000;
const SCAN_PAGE = 500;

export type EventSearch = {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};
export type EventsFound = { readonly events: readonly EventView[]; readonly next?: string };

const idAfter = (prefix: string, subject: string): string | undefined =>
  subject.startsWith(prefix) ? subject.slice(prefix.length) : undefined;

/** The timeline with the fewest entries that can match: what the event is about, else who did it, else its type. */
export const narrowest = ({ subject, actor, type }: EventSearch): TimelinePlace => {
  if (subject !== undefined) {
    const userId = idAfter('user:', subject);
    const orderId = idAfter('order:', subject);
    if (userId !== undefined) return { timeline: eventTimelines.byUser, key: userId };
    if (orderId !== undefined) return { timeline: eventTimelines.byOrder, key: orderId };
    return { timeline: eventTimelines.bySubject, key: subject };
  }
  if (actor !== undefined) return { timeline: eventTimelines.byActor, key: actor };
  return type === undefined ? EVERYTHING : { timeline: eventTimelines.byType, key: type };
};

const isMatch = (event: EventView, { type, actor, text }: EventSearch): boolean =>
  (type === undefined || event.type === type) &&
  (actor === undefined || event.actor === actor) &&
  (text === undefined || event.text.toLowerCase().includes(text.toLowerCase()));

/** Newest first. A page may be short or empty while `next` says that there is more to look through. */
export const searchEvents = async (timelines: TimelineStore, search: EventSearch): Promise<EventsFound> => {
  const place = narrowest(search);
  const range = {
    ...(search.from === undefined ? {} : { from: search.from }),
    ...(search.until === undefined ? {} : { until: search.until }),
  };
  const isNarrowed =
    search.text !== undefined || [search.subject, search.actor, search.type].filter(Boolean).length > 1;
  const pageSize = isNarrowed ? SCAN_PAGE : search.limit;
  const events: EventView[] = [];
  let cursor = search.cursor;
  for (let scanned = 0; scanned < SCANNED_MAX; scanned += pageSize) {
    const page = await timelines.page(place, {
      limit: pageSize,
      ...range,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const [index, entry] of page.entries.entries()) {
      const event = viewOf(entry);
      if (!isMatch(event, search)) continue;
      events.push(event);
      if (events.length < search.limit) continue;
      const isLast = index === page.entries.length - 1 && page.next === undefined;
      return isLast ? { events } : { events, next: timelineReference(entry) };
    }
    if (page.next === undefined) return { events };
    cursor = page.next;
  }
  return cursor === undefined ? { events } : { events, next: cursor };
};
