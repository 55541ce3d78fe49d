import { it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { creditGoodwill } from '../../policy/store-credit.ts';
import type { CreditStaffCommand } from './commands.ts';
import { creditStaffDecider, USES_MAX } from './decider.ts';
import type { CreditStaffEvent } from './events.ts';

const now = '2026-01-14T10:00:00.000Z';
const yesterday = '2026-01-13T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const given = deciderSpec(creditStaffDecider, now);
const { staffDayMaxPaise } = creditGoodwill.value;
const use = (n: number, amountPaise: number, kind: 'goodwill' | 'giftCards' = 'goodwill') => ({
  ...{ staffId: UserId.parse(id(1)), useId: id(n), use: kind, amountPaise },
});
const ask = (...args: Parameters<typeof use>): CreditStaffCommand => ({
  type: 'UseCreditAllowance',
  data: use(...args),
});
const used = (usedAt: string, ...args: Parameters<typeof use>): CreditStaffEvent => ({
  type: 'CreditAllowanceUsed',
  data: { ...use(...args), usedAt },
});

it('adds up what one member of staff gives away in a day', () => {
  given()
    .when(ask(2, staffDayMaxPaise))
    .then(used(now, 2, staffDayMaxPaise));
  given(used(now, 2, 1))
    .when(ask(3, staffDayMaxPaise))
    .rejects('StaffCreditLimitReached');
  given(used(now, 2, 1))
    .when(ask(2, 1))
    .then();
});
it('begins again on the next day, and counts each kind for itself', () => {
  given(used(yesterday, 2, staffDayMaxPaise))
    .when(ask(3, 5))
    .then(used(now, 3, 5));
  given(used(now, 2, staffDayMaxPaise))
    .when(ask(3, 5, 'giftCards'))
    .then(used(now, 3, 5, 'giftCards'));
});
it('is bounded in number', () => {
  given(...Array.from({ length: USES_MAX }, (_, n) => used(now, 100 + n, 1)))
    .when(ask(3, 1))
    .rejects('StaffCreditLimitReached');
});
