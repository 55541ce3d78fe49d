import type { Instant } from '../../event-schemas/primitives.ts';
import { DAY_MS, indianDay, instantAfter } from '../kernel/calendar.ts';

export type PeriodLength = 'day' | 'week' | 'month';

/** Names the calendar period of Asia/Kolkata that an instant lies in; weeks begin on Monday and are named by it. */
export const periodOf = (length: PeriodLength, instant: Instant): string => {
  const day = indianDay(instant);
  if (length === 'day') return day;
  if (length === 'month') return day.slice(0, 7);
  const sinceMonday = (new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7;
  return instantAfter(`${day}T00:00:00.000Z`, -sinceMonday * DAY_MS).slice(0, 10);
};
