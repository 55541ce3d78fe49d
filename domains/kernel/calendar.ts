import type { Instant } from '../../event-schemas/primitives.ts';

export const DAY_MS = 86_400_000;
/** India is five and a half hours ahead of UTC all year. */
const INDIA_AHEAD_MS = 19_800_000;

/** Milliseconds since 1970. */
export const msOf = (instant: Instant): number => Date.parse(instant);

/** The instant that lies `ms` milliseconds after another one. */
export const instantAfter = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();

/** The calendar day of an instant in Asia/Kolkata, such as `2026-01-31`. */
export const indianDay = (instant: Instant): string => instantAfter(instant, INDIA_AHEAD_MS).slice(0, 10);

/** The first instant of such a day. */
export const startOfIndianDay = (day: string): Instant => instantAfter(`${day}T00:00:00.000Z`, -INDIA_AHEAD_MS);
