import type { RelayedEvent, Watermark } from './records.ts';

type Held = { readonly event: RelayedEvent; readonly offset: number };
type Mark = Watermark & { readonly offset: number };
type Lane = { held: Held[]; next: number };

/** Events handed over at once, unless one watermark alone covers more. */
export const RELEASE_MAX = 1_000;

export type SlotMerge = {
  /** Everything up to here has been released. */
  readonly position: bigint;
  /** Records of one topic from its next offset on; what was there before is dropped, a gap is an error of the caller. */
  add(topic: string, records: readonly { readonly offset: number; readonly event: RelayedEvent }[]): void;
  mark(records: readonly { readonly offset: number; readonly watermark: Watermark }[]): void;
  /** The next events in the order of the log, or undefined while something before them may still be missing. */
  take(): { readonly events: readonly RelayedEvent[]; readonly position: bigint } | undefined;
  next(topic: string): number;
  held(topic: string): number;
  /** Where to begin again without losing what has been taken in but not been released. */
  resumeOffset(topic: string): number;
};

/**
 * Puts the topics of one slot together again in the order of the log. The relay says with each watermark where the topics ended
 * when everything up to its position was in them; once that much of every topic has been read, nothing earlier can come.
 */
export const slotMerge = (marksTopic: string, starts: ReadonlyMap<string, number>, released: bigint): SlotMerge => {
  const lanes = new Map<string, Lane>();
  for (const [topic, offset] of starts) if (topic !== marksTopic) lanes.set(topic, { held: [], next: offset });
  const marks: Mark[] = [];
  let nextMark = starts.get(marksTopic) ?? 0;
  let position = released;
  let marked = released;

  const isRead = ({ ends }: Watermark): boolean =>
    Object.entries(ends).every(([topic, end]) => (lanes.get(topic)?.next ?? end) >= end);

  const release = (upTo: bigint): RelayedEvent[] => {
    const events: RelayedEvent[] = [];
    for (const lane of lanes.values()) {
      const kept = lane.held.findIndex(({ event }) => event.position > upTo);
      const out = lane.held.splice(0, kept < 0 ? lane.held.length : kept);
      events.push(...out.map(({ event }) => event));
    }
    return events.sort((one, other) => (one.position < other.position ? -1 : one.position > other.position ? 1 : 0));
  };

  return {
    get position() {
      return position;
    },
    add: (topic, records) => {
      const lane = lanes.get(topic);
      if (lane === undefined) return;
      for (const { offset, event } of records) {
        if (offset < lane.next) continue;
        lane.next = offset + 1;
        // What a restarted relay repeats is not later than what is held or was released.
        if (event.position > (lane.held.at(-1)?.event.position ?? position)) lane.held.push({ event, offset });
      }
    },
    mark: (records) => {
      for (const { offset, watermark } of records) {
        if (offset < nextMark) continue;
        nextMark = offset + 1;
        if (watermark.position <= marked) continue;
        marked = watermark.position;
        marks.push({ ...watermark, offset });
      }
    },
    take: () => {
      const events: RelayedEvent[] = [];
      let taken = 0;
      while (taken < marks.length && events.length < RELEASE_MAX && isRead(marks[taken]!)) {
        position = marks[taken]!.position;
        events.push(...release(position));
        taken += 1;
      }
      marks.splice(0, taken);
      return taken === 0 ? undefined : { events, position };
    },
    next: (topic) => (topic === marksTopic ? nextMark : (lanes.get(topic)?.next ?? 0)),
    held: (topic) => (topic === marksTopic ? marks.length : (lanes.get(topic)?.held.length ?? 0)),
    resumeOffset: (topic) => {
      if (topic === marksTopic) return marks[0]?.offset ?? nextMark;
      const lane = lanes.get(topic);
      return lane?.held[0]?.offset ?? lane?.next ?? 0;
    },
  };
};
