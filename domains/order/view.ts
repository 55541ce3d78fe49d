import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { allowedActions, OrderAction } from './actions.ts';
import { BackOrderView, backOrderView, estimatedDeliveryAt } from './awaiting-view.ts';
import { earningView, EarningView } from './earning-view.ts';
import { editView, EditView } from './edit-view.ts';
import { keptQuantity, ORDER_STATUSES, orderStatus } from './facts.ts';
import { DeliveryAddress, TranslatedName } from './lines.ts';
import { Money, money } from '../pricing/index.ts';
import { isRejected } from '../kernel/decider.ts';
import { payNowOffer } from './paying-now.ts';
import { resellerView, ResellerView } from './reseller-view.ts';
import { returnView, ReturnView } from './return-view.ts';
import { shipmentView, ShipmentView } from './shipment-view.ts';
import type { Line, Order } from './state.ts';
import { TenderView, tendersOf } from './tender-view.ts';

const LineView = z.object({
  id: Id,
  productId: Id,
  variantId: Id,
  vendorId: Id,
  sku: z.string(),
  name: z.string(),
  /** What the buyer read when they bought it, where that was another language than the source. */
  translatedName: TranslatedName.optional(),
  imageUrl: z.string().nullable(),
  size: z.string().nullable(),
  colour: z.string().nullable(),
  /** Pieces that were not taken out before shipping. */
  quantity: z.int(),
  returnedQuantity: z.int(),
  status: z.string(),
  backOrder: BackOrderView,
  unitPrice: Money,
  mrp: Money,
  subtotal: Money,
  discount: Money,
  coinDiscount: Money,
  tax: Money,
  total: Money,
  deliveredAt: Instant.nullable(),
});
export const OrderView = z.object({
  id: Id,
  orderNumber: z.string(),
  userId: Id,
  status: z.enum(ORDER_STATUSES),
  paymentMethod: z.enum(['PREPAID', 'COD']),
  paymentId: Id,
  placedAt: Instant,
  confirmedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  /** Null while a line waits for goods and nobody knows on which day they come. */
  estimatedDeliveryAt: Instant.nullable(),
  rejectedFor: z.string().nullable(),
  lines: z.array(LineView),
  /** One part per vendor: each is packed, shipped and delivered by itself. */
  subOrders: z.array(z.object({ vendorId: Id, status: z.enum(ORDER_STATUSES), lineIds: z.array(Id), total: Money })),
  totals: z.object({
    subtotal: Money,
    promotionDiscount: Money,
    couponDiscount: Money,
    coinDiscount: Money,
    shipping: Money,
    codFee: Money,
    tax: Money,
    /** What later changes of the lines added, or took off. */
    edited: Money,
    total: Money,
    refunded: Money,
  }),
  tenders: z.array(TenderView),
  /** Of an order that was resold: what the goods cost at the prices of the shop, and the margin beyond it; null for everybody else. */
  reseller: ResellerView.nullable(),
  couponId: Id.nullable(),
  /** Coins that were spent on it. */
  coins: z.int(),
  /** Coins that it earns, once delivered and past the days for returns. */
  earning: EarningView,
  address: DeliveryAddress.nullable(),
  shipments: z.array(ShipmentView),
  returns: z.array(ReturnView),
  edits: z.array(EditView),
  /** Of an order on delivery: what it costs to pay it now, how much less that is than the cash, and until when; else null. */
  payNow: z.object({ due: Money, save: Money, until: Instant }).nullable(),
  cancellations: z.array(z.object({ id: Id, reason: z.string(), by: z.string(), refund: Money })),
  allowedActions: z.array(OrderAction),
});
export type OrderView = z.infer<typeof OrderView>;

const lineView = (line: Line): z.infer<typeof LineView> => ({
  id: line.lineId,
  productId: line.productId,
  variantId: line.variantId,
  vendorId: line.vendorId,
  sku: line.sku,
  name: line.name,
  ...(line.translatedName === undefined ? {} : { translatedName: line.translatedName }),
  imageUrl: line.imageUrl ?? null,
  size: line.size ?? null,
  colour: line.colour ?? null,
  quantity: line.status === 'cancelled' ? line.quantity : keptQuantity(line),
  returnedQuantity: line.returnedQuantity,
  status: line.status,
  backOrder: backOrderView(line),
  unitPrice: money(line.unitPaise),
  mrp: money(line.mrpPaise),
  subtotal: money(line.subtotalPaise),
  discount: money(line.promotionDiscountPaise + line.couponDiscountPaise),
  coinDiscount: money(line.coinDiscountPaise),
  tax: money(line.taxPaise),
  total: money(line.totalPaise),
  deliveredAt: line.deliveredAt ?? null,
});
const subOrders = (order: Order): OrderView['subOrders'] =>
  [...new Set(order.lines.map(({ vendorId }) => vendorId))].map((vendorId) => {
    const lines = order.lines.filter((line) => line.vendorId === vendorId);
    return {
      vendorId,
      status: orderStatus({ phase: order.phase, lines }),
      lineIds: lines.map(({ lineId }) => lineId),
      total: money(lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0)),
    };
  });

const editedPaise = ({ edits }: Order): number => edits.reduce((sum, { differencePaise }) => sum + differencePaise, 0);

const totals = (order: Order): OrderView['totals'] => ({
  subtotal: money(order.subtotalPaise),
  promotionDiscount: money(order.promotionDiscountPaise),
  couponDiscount: money(order.couponDiscountPaise),
  coinDiscount: money(order.coinDiscountPaise),
  shipping: money(order.shippingPaise),
  codFee: money(order.codFeePaise),
  tax: money(order.taxPaise),
  edited: money(editedPaise(order)),
  total: money(order.totalPaise + editedPaise(order)),
  refunded: money(order.refunds.reduce((sum, { amountPaise }) => sum + amountPaise, 0)),
});

const payNowView = (order: Order, now: Instant): OrderView['payNow'] => {
  const offer = payNowOffer(order, now);
  if (isRejected(offer)) return null;
  return { due: money(offer.duePaise), save: money(offer.savePaise), until: offer.until };
};

/** The order as its buyer sees it at a given time. */
export const orderView = (order: Order, now: Instant): OrderView => ({
  id: order.orderId,
  orderNumber: order.orderNumber,
  userId: order.userId,
  status: orderStatus(order),
  paymentMethod: order.paymentMethod,
  paymentId: order.paymentId,
  placedAt: order.placedAt,
  confirmedAt: order.confirmedAt ?? null,
  expiresAt: order.phase === 'pending' ? order.expiresAt : null,
  estimatedDeliveryAt: estimatedDeliveryAt(order),
  rejectedFor: order.rejectedFor ?? null,
  lines: order.lines.map(lineView),
  subOrders: subOrders(order),
  totals: totals(order),
  tenders: tendersOf(order),
  reseller: resellerView(order),
  couponId: order.couponId ?? null,
  coins: order.coins,
  earning: earningView(order),
  address: order.address,
  shipments: order.shipments.map(shipmentView),
  returns: order.returns.map(returnView),
  edits: order.edits.map(editView),
  payNow: payNowView(order, now),
  cancellations: order.cancellations.map(({ cancellationId, reason, by, refundPaise }) => ({
    id: cancellationId,
    reason,
    by,
    refund: money(refundPaise),
  })),
  allowedActions: allowedActions(order, now),
});
