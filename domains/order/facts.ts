import { OrderId, type CouponId } from '../../event-schemas/primitives.ts';
import { refundOf, type Refund } from '../pricing/refund.ts';
import { portionOf } from '../pricing/split.ts';
import type { InvoicedFees, LineEarning, LineQuantity } from './lines.ts';
import type { Line, Order } from './state.ts';

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'processing',
  'packed',
  'shipped',
  'out_for_delivery',
  'delivered',
  'partially_returned',
  'returned',
  'returned_to_origin',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** How far a line that is still wanted has come, least first. */
const STAGES = ['pending', 'confirmed', 'processing', 'packed', 'shipped', 'outForDelivery', 'delivered'] as const;
const NAMES = {
  pending: 'pending',
  confirmed: 'confirmed',
  processing: 'processing',
  packed: 'packed',
  shipped: 'shipped',
  outForDelivery: 'out_for_delivery',
  delivered: 'delivered',
} as const satisfies Record<(typeof STAGES)[number], OrderStatus>;

export const isGone = ({ status }: Pick<Line, 'status'>): boolean =>
  status === 'cancelled' || status === 'returnedToOrigin';
/** Bought and paid for, and not handed to a courier yet. */
export const isInHouse = ({ status }: Pick<Line, 'status'>): boolean =>
  status === 'confirmed' || status === 'processing' || status === 'packed';
type Stage = Pick<Line, 'status' | 'quantity' | 'returnedQuantity'> & { readonly cancelledQuantity?: number };
/** Pieces that did not leave the order before it was shipped. */
export const keptQuantity = ({ quantity, cancelledQuantity = 0 }: Omit<Stage, 'status' | 'returnedQuantity'>): number =>
  quantity - cancelledQuantity;
export const isReturned = (line: Stage): boolean => line.returnedQuantity === keptQuantity(line);

/** What the order as a whole is, derived from its lines: the least advanced line that is still wanted counts. */
export const orderStatus = ({
  phase,
  lines,
}: {
  readonly phase: Order['phase'];
  readonly lines: readonly Stage[];
}): OrderStatus => {
  if (phase === 'rejected' || phase === 'expired' || phase === 'cancelled') return phase;
  const kept = lines.filter((line) => !isGone(line));
  if (kept.length === 0)
    return lines.some(({ status }) => status === 'returnedToOrigin') ? 'returned_to_origin' : 'cancelled';
  if (kept.every(isReturned)) return 'returned';
  const stage = STAGES.find((candidate) => kept.some(({ status }) => status === candidate));
  if (stage === 'delivered' && kept.some(({ returnedQuantity }) => returnedQuantity > 0)) return 'partially_returned';
  return NAMES[stage ?? 'pending'];
};

/** The coins of so many pieces, when so many left before: all shares of a line together are its coins exactly. */
const earningOf = (
  { earning, quantity }: Pick<Line, 'earning' | 'quantity'>,
  before: number,
  pieces: number,
): { earning?: LineEarning } => {
  if (earning?.bonus === undefined) return earning === undefined ? {} : { earning };
  const { bonus, basisPoints } = earning;
  const coins = portionOf(bonus.coins, before + pieces, quantity) - portionOf(bonus.coins, before, quantity);
  return { earning: { basisPoints, bonus: { ...bonus, coins } } };
};

/** The reseller's margin of so many pieces, when so many left before, in paise; nothing without a reseller. */
const marginOf = (
  { marginPaise, quantity }: Pick<Line, 'marginPaise' | 'quantity'>,
  before: number,
  pieces: number,
): { marginPaise?: number } =>
  marginPaise === 0
    ? {}
    : {
        marginPaise: portionOf(marginPaise, before + pieces, quantity) - portionOf(marginPaise, before, quantity),
      };

/** The part of a line that others act on. */
export const affected = (lines: readonly Line[]): LineQuantity[] =>
  lines.map(({ lineId, productId, variantId, vendorId, quantity, totalPaise, bookingId, earning, ...line }) => ({
    lineId,
    productId,
    variantId,
    vendorId,
    quantity: quantity - line.cancelledQuantity,
    totalPaise: totalPaise - portionOf(totalPaise, line.cancelledQuantity, quantity),
    ...(bookingId === undefined ? {} : { bookingId: OrderId.parse(bookingId) }),
    ...earningOf({ earning, quantity }, line.cancelledQuantity, quantity - line.cancelledQuantity),
    ...marginOf({ ...line, quantity }, line.cancelledQuantity, quantity - line.cancelledQuantity),
  }));

/** Some pieces of lines with their share of what was paid, worked out against what has come back before. */
export const shares = (
  order: Order,
  asked: readonly { readonly lineId: string; readonly quantity: number }[],
): LineQuantity[] => {
  const refund = refundOf(order, asked, givenBack(order));
  return affected(order.lines.filter(({ lineId }) => refund.lines.some((share) => share.lineId === lineId))).map(
    (line) => {
      const { quantity, totalPaise } = refund.lines.find(({ lineId }) => lineId === line.lineId)!;
      const whole = order.lines.find(({ lineId }) => lineId === line.lineId)!;
      const before = whole.cancelledQuantity + whole.returnedQuantity;
      return {
        ...line,
        ...{ quantity, totalPaise },
        ...earningOf(whole, before, quantity),
        ...marginOf(whole, before, quantity),
      };
    },
  );
};

/** Pieces that nobody has to pay for any more, as `refundOf` wants them. */
export const givenBack = (order: Order): { lineId: string; quantity: number }[] =>
  order.lines
    .map((line) => ({
      lineId: line.lineId,
      quantity: isGone(line) ? line.quantity : line.cancelledQuantity + line.returnedQuantity,
    }))
    .filter(({ quantity }) => quantity > 0);

/** True when, with these lines out of the way, nothing is still to come. */
export const isSettled = (order: Order, without: readonly string[]): boolean =>
  order.lines.every((line) => isGone(line) || line.status === 'delivered' || without.includes(line.lineId));

/** The fees, when the first parcel leaves. */
export const feesToInvoice = (order: Order, vendorId: InvoicedFees['vendorId']): { fees?: InvoicedFees } => {
  const { shippingPaise, codFeePaise, shipments } = order;
  return shipments.length > 0 || shippingPaise + codFeePaise === 0
    ? {}
    : { fees: { vendorId, shippingPaise, codFeePaise } };
};
/** The fees that a refund gives back, when they were invoiced: such an invoice needs a credit note. */
export const feesToCredit = (order: Order, { feesPaise }: Pick<Refund, 'feesPaise'>): { fees?: InvoicedFees } =>
  feesPaise === 0 || order.feesInvoiced === undefined ? {} : { fees: order.feesInvoiced };

/** Every coupon that the order used, promotions included. */
export const couponsOf = ({ couponId, promotions }: Order): CouponId[] => [
  ...(couponId === undefined ? [] : [couponId]),
  ...promotions.map((promotion) => promotion.couponId),
];
