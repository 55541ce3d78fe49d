import { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';
import { Money, money } from '../pricing/index.ts';
import type { Order } from './state.ts';

/** One way in which the order is paid: `amount` is what it brings, `givenBack` what of it goes back or need not be paid. */
export const TenderView = z.object({
  tender: z.enum(['gateway', 'cash', 'storeCredit']),
  paymentId: Id.nullable(),
  amount: Money,
  givenBack: Money,
});

type Paid = { readonly paidPaise: number; readonly givenPaise: number };
const amounts = ({ paidPaise, givenPaise }: Paid) => ({ amount: money(paidPaise), givenBack: money(givenPaise) });

/** Payments first, the oldest before the others, as refunds go back to them; store credit comes last. */
export const tendersOf = ({ paymentId, paymentMethod, funds, storeCredit }: Order): z.infer<typeof TenderView>[] => [
  ...funds
    .filter(({ paidPaise }) => paidPaise > 0)
    .map((fund) => ({
      tender: paymentMethod === 'COD' && fund.paymentId === paymentId ? ('cash' as const) : ('gateway' as const),
      paymentId: fund.paymentId,
      ...amounts(fund),
    })),
  ...(storeCredit.paidPaise === 0
    ? []
    : [{ tender: 'storeCredit' as const, paymentId: null, ...amounts(storeCredit) }]),
];
