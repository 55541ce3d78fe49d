import { indianDay } from '../../kernel/calendar.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { creditGoodwill, giftCardIssue } from '../../policy/store-credit.ts';
import type { CreditStaffCommand } from './commands.ts';
import type { CreditStaffEvent, CreditUse } from './events.ts';

/** What was given away on `day` (Asia/Kolkata), in the order of the requests. */
export type CreditStaff = { readonly day: string; readonly uses: readonly CreditStaffEvent['data'][] };
export type CreditStaffRejection = 'StaffCreditLimitReached';

/** Gifts of one person in a day, however small. */
export const USES_MAX = 500;
const DAY_MAX_PAISE: Readonly<Record<CreditUse, number>> = {
  goodwill: creditGoodwill.value.staffDayMaxPaise,
  giftCards: giftCardIssue.value.staffDayMaxPaise,
};

export const creditStaffDecider: Decider<CreditStaff, CreditStaffCommand, CreditStaffEvent, CreditStaffRejection> = {
  initial: { day: '', uses: [] },
  evolve: (state, { data }) => {
    const day = indianDay(data.usedAt);
    return { day, uses: [...(state.day === day ? state.uses : []), data] };
  },
  decide: ({ data }, { day, uses }, now) => {
    if (uses.some(({ useId }) => useId === data.useId)) return [];
    const today = day === indianDay(now) ? uses.filter(({ use }) => use === data.use) : [];
    const leftPaise = DAY_MAX_PAISE[data.use] - today.reduce((sum, { amountPaise }) => sum + amountPaise, 0);
    if (uses.length >= USES_MAX && day === indianDay(now))
      return reject('StaffCreditLimitReached', `At most ${USES_MAX} gifts a day; ask a colleague for the rest.`);
    return data.amountPaise > leftPaise
      ? reject(
          'StaffCreditLimitReached',
          `You can give away ${leftPaise} paise more today; ask a colleague for the rest.`,
        )
      : [{ type: 'CreditAllowanceUsed', data: { ...data, usedAt: now } }];
  },
};
