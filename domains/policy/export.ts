import { DAY_MS } from '../kernel/calendar.ts';

/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-11-30', source });

/** Lists of products and orders that are made in the background. */
export const exportPolicy = {
  /** Products or orders of one file: what is in memory at once. */
  fileEntriesMax: setting(1_000, 'our choice: a few megabytes'),
  /** Files of one export; what is left is asked for with another one. */
  filesMax: setting(500, 'our choice: half a million products or orders'),
  /** Exports that one person may ask for in a day (Asia/Kolkata). */
  dayMax: setting(20, 'our choice: more than a nightly list needs'),
  keptMs: setting(7 * DAY_MS, 'our choice: a week to fetch them'),
  /** Files that are dropped by one statement. */
  droppedAtOnceMax: setting(200, 'our choice'),
} as const;
