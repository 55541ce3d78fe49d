/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-01-01', source });

const DAY_MS = 86_400_000;

/** How long entries of the event log are kept, and how many travel at once. Durations are in milliseconds. */
export const eventLoggingPolicy = {
  debugKeptMs: setting(30 * DAY_MS, 'requirements S20: debug 30 days'),
  auditKeptMs: setting(7 * 365 * DAY_MS, 'requirements S20: audit 7 years'),
  eventsPerRequestMax: setting(100, 'our choice'),
  /** How far ahead of ours the clock of a service may be. */
  clockAheadMaxMs: setting(300_000, 'our choice'),
} as const;
