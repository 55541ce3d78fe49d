import type { Domain } from '../kernel/aggregate.ts';
import { storeCredit } from './aggregate.ts';
import { giftCardAttempts } from './attempts/aggregate.ts';
import { giftCard } from './gift-card/aggregate.ts';
import { giftCardReads, giftCardWrites } from './gift-card/routes.ts';
import { storeCreditReads, storeCreditWrites } from './routes.ts';
import { creditStaff } from './staff/aggregate.ts';

export { storeCredit } from './aggregate.ts';
export { creditBalance } from './state.ts';

export const storeCreditDomain: Domain = {
  name: 'storeCredit',
  aggregates: [storeCredit, creditStaff, giftCard, giftCardAttempts],
  projections: [],
  writes: [...storeCreditWrites, ...giftCardWrites],
  reads: [...storeCreditReads, ...giftCardReads],
};
