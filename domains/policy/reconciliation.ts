import { DAY_MS } from '../kernel/calendar.ts';

const HOUR_MS = 3_600_000;

/** Numbers of the comparison with the gateway's books. `since` is the day from which a value holds, `source` says who set it. */
export const reconciliationPolicy = {
  /** A day is compared so long after it began in India: at six in the morning of the next one. */
  firstAfterMs: { value: DAY_MS + 6 * HOUR_MS, since: '2026-01-01', source: 'design: webhooks are repeated for a day' },
  /** And once more so long after the first time, since banks say yes to a payment up to five days later. */
  lateAfterMs: { value: 5 * DAY_MS, since: '2026-01-01', source: 'gateway documentation, late authorisation' },
  /** Days that are made up for when the shop was not running. */
  daysMissedMax: { value: 14, since: '2026-01-01', source: 'design' },
} as const;
