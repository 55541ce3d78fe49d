import { RefundId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import type { CreditRefund, LineQuantity, RefundPart } from './lines.ts';
import type { Order } from './state.ts';

type Tenders = Pick<Order, 'funds' | 'storeCredit'>;
/** Paise that a tender brought and that were not given back. */
const leftOf = ({ paidPaise, givenPaise }: Order['storeCredit']): number => paidPaise - givenPaise;

/** Of an order on delivery: the cash that its buyer still owes at the door, without what was cancelled or changed. */
export const cashOwed = ({ funds, paymentId }: Pick<Order, 'funds' | 'paymentId'>): number =>
  funds.filter((fund) => fund.paymentId === paymentId).reduce((sum, fund) => sum + leftOf(fund), 0);

/** Of an order on delivery: what it is paid with besides cash, by store credit or by changes that were paid online. */
export const paidAhead = ({ funds, storeCredit, paymentId }: Tenders & Pick<Order, 'paymentId'>): number =>
  funds.filter((fund) => fund.paymentId !== paymentId).reduce((sum, fund) => sum + leftOf(fund), leftOf(storeCredit));

/** How an order is paid as it is placed: what store credit does not pay is the payment's. */
export const fundsOf = ({
  paymentId,
  totalPaise,
  storeCreditPaise = 0,
}: Pick<Order, 'paymentId' | 'totalPaise' | 'storeCreditPaise'>): Tenders => ({
  funds: [{ paymentId, paidPaise: totalPaise - storeCreditPaise, givenPaise: 0 }],
  storeCredit: { paidPaise: storeCreditPaise, givenPaise: 0 },
});

const creditPart = (
  { storeCredit, confirmedAt }: Pick<Order, 'storeCredit' | 'confirmedAt'>,
  refundId: RefundId,
  leftPaise: number,
): { creditRefund?: CreditRefund } => {
  const amountPaise = Math.min(leftPaise, leftOf(storeCredit));
  return amountPaise <= 0 || confirmedAt === undefined
    ? {}
    : { creditRefund: { refundId, amountPaise, spentAt: confirmedAt } };
};

/**
 * Which tenders a refund goes back to, when the order has more than the payment that it was placed with: payments first, the
 * oldest before the others, then store credit, none more than it brought. The first part has the refund's own id.
 */
export const allot = (
  order: Tenders & Pick<Order, 'confirmedAt'>,
  refundId: RefundId,
  amountPaise: number,
): { refunds?: RefundPart[]; creditRefund?: CreditRefund } => {
  if ((order.funds.length === 1 && order.storeCredit.paidPaise === 0) || amountPaise === 0) return {};
  let left = amountPaise;
  const refunds: RefundPart[] = [];
  for (const fund of order.funds) {
    const { paymentId } = fund;
    const part = Math.min(left, leftOf(fund));
    if (part <= 0) continue;
    const id = refunds.length === 0 ? refundId : RefundId.parse(derivedId(refundId, paymentId));
    refunds.push({ paymentId, refundId: id, amountPaise: part });
    left -= part;
  }
  const creditId = refunds.length === 0 ? refundId : RefundId.parse(derivedId(refundId, 'store credit'));
  return { refunds, ...creditPart(order, creditId, left) };
};

type Given = {
  readonly paymentId: string;
  readonly refundId: string;
  readonly lines: readonly LineQuantity[];
  readonly refundPaise: number;
  readonly refunds?: RefundPart[] | undefined;
  readonly creditRefund?: CreditRefund | undefined;
};
/** The tenders after a refund, and what it was for. */
export const withGiven = (
  { funds, storeCredit, refundedLines }: Tenders & Pick<Order, 'refundedLines'>,
  { paymentId, refundId, lines, refundPaise, refunds, creditRefund }: Given,
): Tenders & Pick<Order, 'refundedLines'> => {
  const parts = refunds ?? [{ paymentId, amountPaise: refundPaise }];
  return {
    refundedLines: [...refundedLines, { refundId, lines }],
    funds: funds.map((fund) => ({
      ...fund,
      givenPaise: parts.reduce(
        (sum, part) => (part.paymentId === fund.paymentId ? sum + part.amountPaise : sum),
        fund.givenPaise,
      ),
    })),
    storeCredit: { ...storeCredit, givenPaise: storeCredit.givenPaise + (creditRefund?.amountPaise ?? 0) },
  };
};
