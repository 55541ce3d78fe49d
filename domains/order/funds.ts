import { RefundId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import type { RefundPart } from './lines.ts';
import type { Order } from './state.ts';

/**
 * Which payments a refund comes from, when the order has more than the one that it was placed with: the oldest first, none
 * more than it brought. The first part has the refund's own id.
 */
export const allot = (
  order: Pick<Order, 'funds'>,
  refundId: RefundId,
  amountPaise: number,
): { refunds?: RefundPart[] } => {
  if (order.funds.length === 1 || amountPaise === 0) return {};
  let left = amountPaise;
  const refunds: RefundPart[] = [];
  for (const { paymentId, paidPaise, givenPaise } of order.funds) {
    const part = Math.min(left, paidPaise - givenPaise);
    if (part <= 0) continue;
    const id = refunds.length === 0 ? refundId : RefundId.parse(derivedId(refundId, paymentId));
    refunds.push({ paymentId, refundId: id, amountPaise: part });
    left -= part;
  }
  return { refunds };
};

type Given = { readonly paymentId: string; readonly refundPaise: number; readonly refunds?: RefundPart[] | undefined };
/** The funds after a refund. */
export const withGiven = ({ funds }: Order, { paymentId, refundPaise, refunds }: Given): Order['funds'] => {
  const parts = refunds ?? [{ paymentId, amountPaise: refundPaise }];
  return funds.map((fund) => ({
    ...fund,
    givenPaise: parts.reduce(
      (sum, part) => (part.paymentId === fund.paymentId ? sum + part.amountPaise : sum),
      fund.givenPaise,
    ),
  }));
};
