import type { Instant } from '../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { reject, type Decider } from '../kernel/decider.ts';
import { reminders } from '../policy/outreach.ts';
import type { OutreachCommand } from './commands.ts';
import type { OutreachEvent } from './events.ts';

type Reminder = { readonly reminderId: string; readonly kind: string; readonly allowedAt: Instant };
/** The newest reminders of one person. */
export type Outreach = { readonly newest: readonly Reminder[] };
export type OutreachRejection = 'TooManyReminders';

/** Enough to know a repeated request by; older ones lie outside every window. */
export const REMINDERS_KNOWN_MAX = 20;
const HOUR_MS = 3_600_000;
const { windowDays, perWindowMax, sameKindGapHours } = reminders.value;

/** Consent is asked before; here it is only decided how often a person who agreed may be written to. */
export const outreachDecider: Decider<Outreach, OutreachCommand, OutreachEvent, OutreachRejection> = {
  initial: { newest: [] },
  evolve: ({ newest }, { data: { reminderId, kind, allowedAt } }) => ({
    newest: [...newest, { reminderId, kind, allowedAt }].slice(-REMINDERS_KNOWN_MAX),
  }),
  decide: ({ data }, { newest }, now) => {
    if (newest.some(({ reminderId }) => reminderId === data.reminderId)) return [];
    const since = (ms: number): readonly Reminder[] =>
      newest.filter(({ allowedAt }) => instantAfter(allowedAt, ms) > now);
    const isTooSoon = since(sameKindGapHours * HOUR_MS).some(({ kind }) => kind === data.kind);
    if (isTooSoon || since(windowDays * DAY_MS).length >= perWindowMax) return reject('TooManyReminders');
    return [{ type: 'ReminderAllowed', data: { ...data, allowedAt: now } }];
  },
};
