import { usesToday, withUse, type DayUses } from '../../kernel/day-uses.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { creditGoodwill, giftCardIssue } from '../../policy/store-credit.ts';
import type { CreditStaffCommand } from './commands.ts';
import type { CreditStaffEvent, CreditUse } from './events.ts';

export type CreditStaff = DayUses<CreditStaffEvent['data']>;
export type CreditStaffRejection = 'StaffCreditLimitReached';

/** Gifts of one person in a day, however small. */
export const USES_MAX = 500;
const DAY_MAX_PAISE: Readonly<Record<CreditUse, number>> = {
  goodwill: creditGoodwill.value.staffDayMaxPaise,
  giftCards: giftCardIssue.value.staffDayMaxPaise,
};

export const creditStaffDecider: Decider<CreditStaff, CreditStaffCommand, CreditStaffEvent, CreditStaffRejection> = {
  initial: { day: '', uses: [] },
  evolve: (state, { data }) => withUse(state, data),
  decide: ({ data }, state, now) => {
    if (state.uses.some(({ useId }) => useId === data.useId)) return [];
    const today = usesToday(state, now);
    const givenPaise = today.reduce((sum, { use, amountPaise }) => (use === data.use ? sum + amountPaise : sum), 0);
    const leftPaise = DAY_MAX_PAISE[data.use] - givenPaise;
    if (today.length >= USES_MAX)
      return reject('StaffCreditLimitReached', `At most ${USES_MAX} gifts a day; ask a colleague for the rest.`);
    return data.amountPaise > leftPaise
      ? reject(
          'StaffCreditLimitReached',
          `You can give away ${leftPaise} paise more today; ask a colleague for the rest.`,
        )
      : [{ type: 'CreditAllowanceUsed', data: { ...data, usedAt: now } }];
  },
};
