import type { TimelinePosition } from './timeline-store.ts';

const RADIX = 36;
const ID_LENGTH_MAX = 100;
const INSTANT_MS_MAX = 8_640_000_000_000_000;
const REFERENCE = /^([0-9a-z]{1,11})\.([0-9a-z]{1,13})\.([\w:-]*)$/;

const wholeOf = (text: string): bigint =>
  Array.from(text).reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, RADIX)), 0n);

/** An id that carries its position, so that the entry is found where it lies: `mgk3x5a1.2s.<id>`. */
export const timelineReference = ({ at, sequence, id }: TimelinePosition): string =>
  `${Date.parse(at).toString(RADIX)}.${sequence.toString(RADIX)}.${id}`;

/** The position in a reference or cursor; undefined when it is none. */
export const parseTimelineReference = (text: string): TimelinePosition | undefined => {
  const [, at, sequence, id] = REFERENCE.exec(text) ?? [];
  if (at === undefined || sequence === undefined || id === undefined || id.length > ID_LENGTH_MAX) return undefined;
  const ms = Number(wholeOf(at));
  if (ms > INSTANT_MS_MAX) return undefined;
  return { at: new Date(ms).toISOString(), sequence: wholeOf(sequence), id };
};

/** What a store does with a cursor of its caller. */
export const positionOfCursor = (cursor: string): TimelinePosition => {
  const position = parseTimelineReference(cursor);
  if (position === undefined) throw new RangeError('the cursor must be the "next" of an earlier page');
  return position;
};
