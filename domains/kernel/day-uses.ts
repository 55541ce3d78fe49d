import type { Instant } from '../../event-schemas/primitives.ts';
import { indianDay } from './calendar.ts';

/** What somebody used of an allowance on `day` (Asia/Kolkata), in the order of the requests. */
export type DayUses<U> = { readonly day: string; readonly uses: readonly U[] };

/** With one use more; those of an earlier day are forgotten. */
export const withUse = <U extends { readonly usedAt: Instant }>(before: DayUses<U>, use: U): DayUses<U> => {
  const day = indianDay(use.usedAt);
  return { day, uses: [...(before.day === day ? before.uses : []), use] };
};
/** Those of the day of `now`. */
export const usesToday = <U>({ day, uses }: DayUses<U>, now: Instant): readonly U[] =>
  day === indianDay(now) ? uses : [];
