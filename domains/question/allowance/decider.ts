import { indianDay } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { questionPolicy } from '../../policy/question.ts';
import type { WritingAllowanceCommand } from './commands.ts';
import type { WritingAllowanceEvent, WritingKind } from './events.ts';

/** What one person wrote last, of each kind as much as a day may have. */
export type WritingAllowance = Readonly<Record<WritingKind, readonly WritingAllowanceEvent['data'][]>>;
export type WritingAllowanceRejection = 'TooManyRequests';
const dayMax: Readonly<Record<WritingKind, number>> = questionPolicy.dayMax.value;

export const writingAllowanceDecider: Decider<
  WritingAllowance,
  WritingAllowanceCommand,
  WritingAllowanceEvent,
  WritingAllowanceRejection
> = {
  initial: { question: [], answer: [], report: [] },
  evolve: (written, { data }) => ({
    ...written,
    [data.kind]: [...written[data.kind], data].slice(-dayMax[data.kind]),
  }),
  decide: ({ data }, written, now) => {
    const ofKind = written[data.kind];
    if (ofKind.some(({ writingId }) => writingId === data.writingId)) return [];
    const today = ofKind.filter(({ countedAt }) => indianDay(countedAt) === indianDay(now));
    return today.length >= dayMax[data.kind]
      ? reject('TooManyRequests', `At most ${dayMax[data.kind]} a day; go on tomorrow.`)
      : [{ type: 'WritingCounted', data: { ...data, countedAt: now } }];
  },
};
